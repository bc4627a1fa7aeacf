//! Command: roles, orders with receipts, tasks, duty, and the five stages of the fast loop.

use crate::ids::{CaseId, ContactId, GateId, GridId, PersonId, PostId, TubeId};
use serde::{Deserialize, Serialize};

/// What an actor is allowed to be in the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 指挥长: the mandate for levels, zones and orders.
    Commander,
    /// 值班长
    DutyOfficer,
    /// 流调员
    Tracer,
    /// 检验人员
    Laboratory,
    /// 采样组织
    Sampler,
    /// 转运调度
    Dispatcher,
    /// 隔离点负责人
    SiteManager,
    /// 网格员
    GridWorker,
    /// 门岗
    GateKeeper,
    /// 研判分析
    Analyst,
    /// 信息发布
    Publisher,
    /// 督查
    Inspector,
    /// 管理员
    Administrator,
    /// 系统: a worker of the machine, which proposes and never approves.
    Machine,
}

/// What an order asks for; templates give wording and deadlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// 启动或调整应急响应
    ResponseLevel,
    /// 大规模核酸采样
    MassSampling,
    /// 划区管控
    Zone,
    /// 核查协查
    Verify,
    /// 报告情况
    Report,
    /// 服务保障
    Support,
    /// 其他
    Other,
}

/// The steps of a receipt, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptStep {
    /// 已送达
    Delivered,
    /// 已读
    Read,
    /// 已受理
    Accepted,
    /// 已办结
    Done,
    /// 不能办理, with a reason
    Declined,
}

/// The five stages of the fast loop (五快): 检测, 流调, 编组, 转运, 隔离.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 快检测
    Test,
    /// 快流调
    Trace,
    /// 快编组
    Group,
    /// 快转运
    Transfer,
    /// 快隔离
    Isolate,
}

impl Stage {
    /// All five, in the order people pass them.
    pub const ALL: [Stage; 5] = [Stage::Test, Stage::Trace, Stage::Group, Stage::Transfer, Stage::Isolate];
}

/// What a task is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A case.
    Case(CaseId),
    /// A contact.
    Contact(ContactId),
    /// A person.
    Person(PersonId),
    /// A tube.
    Tube(TubeId),
    /// A grid.
    Grid(GridId),
    /// Nothing in particular.
    General,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// 流行病学调查
    Investigate,
    /// 单管复核采样
    Retest,
    /// 上门核查
    DoorCheck,
    /// 隔离期采样
    IsolationTest,
    /// 解除隔离评估
    ReleaseCheck,
    /// 群众求助 (社情)
    Help,
    /// 舆情回应
    Rumour,
    /// 环境消杀
    Disinfect,
    /// 转运途中转阳改送: someone on the road among contacts has turned positive.
    Divert,
    /// 其他
    Other,
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskResult {
    /// 办结
    Done,
    /// 无法办理
    Impossible,
    /// 不再需要
    Cancelled,
}

/// What is kept by someone on duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyPlace {
    /// A gate.
    Gate(GateId),
    /// A command post.
    Post(PostId),
}
