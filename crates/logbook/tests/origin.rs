#[test]
fn origin() {
    println!("{:?}", blake3::hash(b"haitang ledger 1").as_bytes());
    println!("{:02x?}", blake3::hash(b"haitang ledger 1").as_bytes());
}
