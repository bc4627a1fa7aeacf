//! Cases: what a person is found to have, how it was found, and where it came from.

use crate::area::AreaCode;
use serde::{Deserialize, Serialize};

/// Sex as registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
    /// 未知
    Unknown,
}

/// The class of a case.  Asymptomatic infections are counted and published apart from confirmed cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseClass {
    /// 疑似病例
    Suspect,
    /// 确诊病例
    Confirmed,
    /// 无症状感染者
    Asymptomatic,
    /// 排除
    Excluded,
}

/// Clinical type of a confirmed case (新型冠状病毒肺炎诊疗方案, eighth and ninth trial editions).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 轻型
    Light,
    /// 普通型
    Ordinary,
    /// 重型
    Severe,
    /// 危重型
    Critical,
}

/// How the infection came to light; only the first two count as outside control (社会面).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detection {
    /// 社会面筛查: mass or routine testing of the public.
    Community,
    /// 主动就诊: fever clinic or hospital.
    Clinic,
    /// 重点人群筛查
    KeyPopulation,
    /// 集中隔离点
    IsolationSite,
    /// 居家隔离、居家监测
    HomeIsolation,
    /// 封控区内
    LockdownZone,
    /// 管控区内
    ControlZone,
    /// 口岸入境
    Border,
    /// 未知
    Unknown,
}

impl Detection {
    /// Returns whether the case was found outside control (社会面), which is what tells whether spread is contained.
    pub fn is_community(self) -> bool {
        match self {
            Detection::Community | Detection::Clinic | Detection::KeyPopulation | Detection::Unknown => true,
            Detection::IsolationSite
            | Detection::HomeIsolation
            | Detection::LockdownZone
            | Detection::ControlZone
            | Detection::Border => false,
        }
    }
}

/// Where the infection was acquired.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// 本土
    Local,
    /// 境外输入, with the country as published.
    Abroad(String),
    /// 外地关联
    Elsewhere(AreaCode),
    /// 来源不明, still under investigation.
    Unknown,
}

impl Origin {
    /// Returns the country of import; `None` for every other origin.
    pub fn country(&self) -> Option<&str> {
        match self {
            Origin::Abroad(country) => Some(country),
            Origin::Local | Origin::Elsewhere(_) | Origin::Unknown => None,
        }
    }
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 治愈出院、解除隔离
    Recovered,
    /// 死亡
    Died,
    /// 仍在治疗
    Ongoing,
}
