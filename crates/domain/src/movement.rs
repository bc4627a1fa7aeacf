//! Grouping, transport and isolation.

use serde::{Deserialize, Serialize};

/// What a site is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteKind {
    /// 采样点
    Sampling,
    /// 集中隔离点
    Isolation,
    /// 定点医院
    Hospital,
    /// 方舱
    Shelter,
}

/// What a vehicle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VehicleKind {
    /// 负压救护车
    Ambulance,
    /// 转运大巴
    Bus,
}

/// What travels in a group: people found positive never share one with contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// 阳性人员
    Positive,
    /// 密接
    Close,
    /// 次密接
    Secondary,
}
