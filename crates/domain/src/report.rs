//! What is published: figures with their names, and the frozen figures of a day.

use crate::area::AreaCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A figure that can be stated for an area before or beside what the system itself counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// 累计确诊病例
    CumulativeConfirmed,
    /// 累计确诊病例中的境外输入
    CumulativeConfirmedImported,
    /// 常住人口
    Population,
}

/// New infections of one kind in one place: a line of the bulletin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NewCases {
    /// City or district in which they were reported; the publishing area itself for imported ones.
    pub area: AreaCode,
    /// Country of import, or `None` for local infections.
    pub country: Option<String>,
    /// How many.
    pub count: u32,
}

/// The frozen figures of one civil day, 0-24 h, for one area (R1, R2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulletinFigures {
    /// The area that publishes.
    pub area: AreaCode,
    /// The day, from 0 to 24 h China Standard Time.
    pub date: Date,
    /// 新增确诊, by place and country.
    pub confirmed: Vec<NewCases>,
    /// 新增无症状感染者, by place and country.
    pub asymptomatic: Vec<NewCases>,
    /// 无症状转确诊 on this day: part of the new confirmed, and no longer asymptomatic.
    pub converted: u32,
    /// 累计确诊 at 24:00.
    pub cumulative_confirmed: u32,
    /// 其中境外输入.
    pub cumulative_imported: u32,
    /// 追踪到密切接触者, cumulative at 24:00.
    pub close_contacts: u32,
    /// 其中已集中隔离 or released after isolation.
    pub close_contacts_isolated: u32,
}

impl BulletinFigures {
    /// Returns the new confirmed cases of the day.
    pub fn new_confirmed(&self) -> u32 {
        self.confirmed.iter().map(|line| line.count).sum()
    }

    /// Returns the new asymptomatic infections of the day.
    pub fn new_asymptomatic(&self) -> u32 {
        self.asymptomatic.iter().map(|line| line.count).sum()
    }
}
