//! Tests: tubes, results, and what a testing round records of a household.

use serde::{Deserialize, Serialize};

/// Whether a tube holds one person's swab or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TubeKind {
    /// 单采单检
    Single,
    /// 混采 (5:1, 10:1, 20:1): at most this many people.
    Pooled(u8),
}

impl TubeKind {
    /// Returns how many people may be in the tube.
    pub fn capacity(self) -> usize {
        match self {
            TubeKind::Single => 1,
            TubeKind::Pooled(people) => usize::from(people),
        }
    }
}

/// What a laboratory found.  Inconclusive exists and is not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    /// 阴性
    Negative,
    /// 阳性; of a pooled tube: 异常
    Positive,
    /// 可疑、需复检
    Inconclusive,
    /// 无效样本
    Invalid,
}

/// Why a sample was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestPurpose {
    /// 重点人群应检尽检
    Routine,
    /// 发热门诊等就诊
    Clinical,
    /// 大规模筛查
    MassRound,
    /// 混管异常后单管复核
    Retest,
    /// 密接、次密接、隔离人员
    Contact,
    /// 解除隔离前
    Release,
}

/// What became of a household in a round (扫楼).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseholdStatus {
    /// 已检
    Tested,
    /// 不在 (不在本地)
    Absent,
    /// 拒检
    Refused,
    /// 豁免
    Exempt,
}
