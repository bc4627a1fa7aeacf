//! Contacts and exposures: who may have been infected by whom, on what evidence.

use crate::ids::{ImportId, NoteId};
use serde::{Deserialize, Serialize};

/// The ring a contact stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ring {
    /// 密切接触者
    Close,
    /// 密接的密接 (次密接)
    Secondary,
    /// 一般接触者
    General,
}

/// The setting of an exposure (protocol annex on close-contact judgement).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// 同户共同生活
    Household,
    /// 同宿舍
    Dormitory,
    /// 同事、同车间
    Work,
    /// 同班、同校
    School,
    /// 同餐
    Meal,
    /// 同车
    Vehicle,
    /// 医疗机构
    Hospital,
    /// 商场、市场、公共场所
    Market,
    /// 采样排队
    SamplingQueue,
    /// 社区、邻里
    Community,
    /// 其他
    Other,
    /// 未记录
    Unknown,
}

/// How sure the judgement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// 有记录证实
    Recorded,
    /// 本人或他人陈述
    Stated,
    /// 推定
    Presumed,
}

/// What an exposure or a contact rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// 户籍、居住登记
    Register,
    /// 流调陈述; the words are in the vault.
    Interview(Option<NoteId>),
    /// 扫码、票务等记录: how many records agree.
    Records(u32),
    /// 一份导入文件的一行
    ImportRow {
        /// The import.
        import: ImportId,
        /// Row of the file, the header being row 1.
        row: u32,
    },
}

/// Whether an exposure is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExposureStatus {
    /// 待确认: proposed by a machine from free text, waits for a person.
    Proposed,
    /// 已确认
    Confirmed,
    /// 已否定
    Rejected,
}
