//! The command line: words and options, stable from the first release.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{net::SocketAddr, path::PathBuf};

/// 海塘：一座城市的疫情指挥系统 · Haitang: the outbreak command system of a city
#[derive(Parser)]
#[command(name = "haitang", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// 机器可读的 JSON 输出 · print JSON for machines
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// 输出运行日志 · print a log of what is done
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
    #[command(subcommand)]
    pub(crate) what: What,
}

#[derive(Subcommand)]
pub(crate) enum What {
    /// 演示城市：目录为空则先生成镇海，再提供服务 · make the demo city if the directory is empty, then serve
    Demo(Demo),
    /// 提供服务 · serve a data directory
    Serve(Serve),
    /// 导入病例线列表或密接名单 · import a line list or a contact list
    Import(Import),
    /// 输出某日 0-24 时通报 · print the bulletin of a day
    Bulletin(Bulletin),
    /// 回放账本，输出状态散列 · rebuild the situation from the ledger and print its hash
    Replay(Replay),
    /// 校验散列链、保险库与文件 · check hash chain, vault and files
    Verify(Dir),
    /// 只生成演示账本 · make the demo ledger without serving
    Simulate(Simulate),
    /// 本机性能数字 · measure the figures of docs/performance.md on this machine
    Bench(Bench),
    /// 体检：磁盘、时钟、端口、密钥、恢复演练 · check disk, clock, ports, keys and the last restore
    Doctor(Dir),
}

/// A data directory and its key.
#[derive(Args, Clone)]
pub(crate) struct Dir {
    /// 数据目录 · data directory
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// 主密钥文件，默认在数据目录之外：<目录>.key · master key, by default beside the data directory
    #[arg(long)]
    pub(crate) key: Option<PathBuf>,
}

impl Dir {
    /// Returns where the master key lies: beside the data directory unless it was said.
    pub(crate) fn key(&self) -> PathBuf {
        self.key.clone().unwrap_or_else(|| {
            let mut beside = self.data.clone().into_os_string();
            beside.push(".key");
            PathBuf::from(beside)
        })
    }
}

#[derive(Args)]
pub(crate) struct Demo {
    /// 数据目录 · data directory
    #[arg(long, default_value = "demo-data")]
    pub(crate) data: PathBuf,
    /// 端口，0 表示任选 · port, 0 for any free one
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// 随机种子 · seed of the city and its outbreak
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// 演示停在此刻（北京时间） · stop the story here, local time; up to 2021-12-25T16:00
    #[arg(long, default_value = "2021-12-07T06:00")]
    pub(crate) until: String,
}

#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) dir: Dir,
    /// 监听地址 · address to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImportKind {
    /// 病例线列表 · cases
    Linelist,
    /// 密接或暴露名单 · contacts or exposures
    Contacts,
    /// 区划、楼栋与网格、隔离点、实验室 · areas, buildings with their grids, sites, laboratories
    Places,
}

#[derive(Args)]
pub(crate) struct Import {
    /// 文件类别 · what the file lists
    pub(crate) kind: ImportKind,
    /// CSV 或 XLSX 文件 · CSV or XLSX file
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) dir: Dir,
    /// 列对应文件（JSON），默认按表头和内容推断 · column mapping, guessed when absent
    #[arg(long)]
    pub(crate) mapping: Option<PathBuf>,
    /// 病种规则包 · disease pack of a list that opens an outbreak of its own
    #[arg(long, default_value = "unspecified")]
    pub(crate) pack: String,
    /// 未写明地区的行归于此区划，默认境外 · area of rows that name none; 00 is abroad
    #[arg(long, default_value = server::imports::ABROAD)]
    pub(crate) area: String,
    /// 并入第几号疫情，默认另立 · outbreak to add to; one of its own when absent
    #[arg(long)]
    pub(crate) outbreak: Option<u32>,
    /// 报送单位，默认取文件名 · whose ids these are; the file's name when absent
    #[arg(long)]
    pub(crate) sender: Option<String>,
    /// 只核对，不写入 · check only, write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// 退回行工作簿的去处 · where to write the workbook of rejected rows
    #[arg(long)]
    pub(crate) rejected: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// 纯文本 · plain text
    Text,
    /// 网页片段 · HTML
    Html,
    /// A4 版面 · A4 sheet
    Pdf,
}

#[derive(Args)]
pub(crate) struct Bulletin {
    #[command(flatten)]
    pub(crate) dir: Dir,
    /// 日期 · day
    #[arg(long)]
    pub(crate) date: String,
    /// 发布地区代码 · publishing area
    #[arg(long, default_value = "33")]
    pub(crate) area: String,
    /// 截至账本第几条 · as known once this entry was recorded
    #[arg(long)]
    pub(crate) as_of: Option<u64>,
    /// 语言 · language
    #[arg(long, value_enum, default_value = "zh")]
    pub(crate) lang: Lang,
    /// 格式 · format
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct Replay {
    #[command(flatten)]
    pub(crate) dir: Dir,
    /// 截至账本第几条 · stop at this entry
    #[arg(long)]
    pub(crate) as_of: Option<u64>,
}

#[derive(Args)]
pub(crate) struct Simulate {
    /// 随机种子 · seed
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// 输出目录，须为空 · where to write, must be empty
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// 停在此刻（北京时间） · stop the story here, local time
    #[arg(long, default_value = "2021-12-25T16:00")]
    pub(crate) until: String,
}

#[derive(Args)]
pub(crate) struct Bench {
    /// 只测这一项，缺省全部 · only this one; all when absent
    pub(crate) name: Option<String>,
    /// 小规模，供快速核对 · small sizes, for a quick check
    #[arg(long)]
    pub(crate) small: bool,
}
