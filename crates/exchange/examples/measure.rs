//! Measures how fast lists are read: rows per second from bytes to records.
//!
//! `cargo run --release -p exchange --example measure -- 200000`

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a measuring program reads the clock and prints; an invented list that is refused is a fault of this program"
)]

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use exchange::{
    Kind, check_character, guess_mapping, line_list_xlsx, parse_line_list, propose_links, read_table,
};
use jiff::civil::date;

/// Writes an invented line list of 14 columns in which one row in fifty has a wrong identity number
/// and one in twenty repeats the row before it.
fn invented(rows: u32) -> String {
    let mut text = "病例编号,姓名,身份证号,联系电话,性别,年龄,现住址,区县,发病日期,采样日期,报告日期,病例分类,临床分型,感染来源\n".to_owned();
    for n in 1..=rows {
        let n = if n % 20 == 0 { n - 1 } else { n };
        let body = format!("3302991990{:02}{:02}{:03}", n % 12 + 1, n % 28 + 1, n % 1000);
        let right = check_character(&body).expect("the body has 17 digits");
        let check = if n % 50 == 0 { if right == '1' { '2' } else { '1' } } else { right };
        writeln!(
            text,
            "ZH{n},某{n},{body}{check},138{n:08},{},{},示例街道{}号,镇海区,{}/12/2021,{}/12/2021,{}/12/2021,确诊病例,普通型,ZH{}的同事",
            if n % 2 == 0 { "男" } else { "女" },
            n % 90,
            n % 500,
            n % 14 + 1,
            n % 14 + 2,
            n % 14 + 3,
            n / 2 + 1,
        )
        .expect("writing to a string does not fail");
    }
    text
}

fn milliseconds(from: Duration, to: Duration) -> f64 {
    to.saturating_sub(from).as_secs_f64() * 1e3
}

fn measure(name: &str, bytes: &[u8], file_name: &str) {
    let start = Instant::now();
    let table = read_table(bytes, file_name).expect("the list is readable");
    let read = start.elapsed();
    let mapping = guess_mapping(&table, Kind::LineList);
    let guessed = start.elapsed();
    let parsed = parse_line_list(&table, &mapping, date(2021, 12, 31), &mut |_| ControlFlow::Continue(()))
        .expect("the list is acceptable");
    let done = start.elapsed();
    let links = propose_links(&parsed.accepted).len();
    let linked = start.elapsed();
    let account = parsed.account;
    let rate = f64::from(account.read) / done.as_secs_f64();
    println!(
        "{name}: {} MB, {} rows = {} accepted + {} merged + {} rejected, balanced {}",
        bytes.len() / 1_000_000,
        account.read,
        account.accepted,
        account.merged,
        account.rejected,
        account.balanced()
    );
    println!(
        "  table {:.0} ms, mapping {:.0} ms, records {:.0} ms: {rate:.0} rows/s; {links} links in {:.0} ms",
        read.as_secs_f64() * 1e3,
        milliseconds(read, guessed),
        milliseconds(guessed, done),
        milliseconds(done, linked)
    );
}

fn main() {
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(200_000);
    let text = invented(rows);
    measure("CSV, UTF-8", text.as_bytes(), "list.csv");
    let (gb, _, _) = encoding_rs::GB18030.encode(&text);
    measure("CSV, GB18030", &gb, "list.csv");
    let mut cells = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let headers = cells.next().expect("the list has headings");
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = cells.collect();
    let workbook = line_list_xlsx(&headers, &rows).expect("the list fits a worksheet");
    measure("XLSX", &workbook, "list.xlsx");
}
