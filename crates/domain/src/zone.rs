//! Response levels, the three kinds of zone, and gates.

use serde::{Deserialize, Serialize};

/// Response level of an area (应急响应等级).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 常态化
    #[default]
    Normal,
    /// Ⅰ级
    I,
    /// Ⅱ级
    Ii,
    /// Ⅲ级
    Iii,
    /// Ⅳ级
    Iv,
}

/// The three zones (三区).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneKind {
    /// 封控区: 区域封闭、足不出户、服务上门
    Lockdown,
    /// 管控区: 人不出区、严禁聚集
    Control,
    /// 防范区: 强化社会面管控、限制聚集
    Precaution,
}

/// The three classes of gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateClass {
    /// 城际大门
    Intercity,
    /// 重点场所中门
    Venue,
    /// 社区小门
    Community,
}
