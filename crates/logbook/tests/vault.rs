use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use logbook::{KeyError, MasterKey, PersonalDetails, Vault, VaultError, os_entropy};
use proptest::prelude::*;
use tempfile::TempDir;

const MASTER: [u8; 32] = [42; 32];

fn open(path: &Path) -> Vault {
    Vault::open(path, &MasterKey::from_bytes(MASTER)).unwrap()
}

fn new() -> (TempDir, PathBuf, Vault) {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("vault.db");
    let vault = open(&path);
    (directory, path, vault)
}

/// A synthetic person; the check digit of the identity number is that of GB 11643.
fn person() -> PersonalDetails {
    PersonalDetails {
        name: Some("测试甲".to_owned()),
        id_number: Some("11010519491231002X".to_owned()),
        phone: Some("13800138000".to_owned()),
        address: Some("海塘市示例区测试路 1 号".to_owned()),
        notes: None,
    }
}

fn with_id(id_number: &str) -> PersonalDetails {
    PersonalDetails { id_number: Some(id_number.to_owned()), ..PersonalDetails::default() }
}

/// Everything the vault's files hold, as bytes.
fn bytes_on_disk(path: &Path) -> Vec<u8> {
    let wal = PathBuf::from(format!("{}-wal", path.display()));
    let mut bytes = std::fs::read(path).unwrap();
    bytes.extend(std::fs::read(wal).unwrap_or_default());
    bytes
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn any_details() -> impl Strategy<Value = PersonalDetails> {
    let field = || prop::option::of(".{0,40}");
    (field(), field(), field(), field(), field()).prop_map(|(name, id_number, phone, address, notes)| {
        PersonalDetails { name, id_number, phone, address, notes }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_vault_gives_back_what_was_put_last_except_what_was_erased(
        puts in prop::collection::vec(prop::collection::vec((0_u32..12, any_details()), 0..8), 1..6),
        erased in prop::collection::btree_set(0_u32..12, 0..4),
    ) {
        let (_directory, path, mut vault) = new();
        let mut expected = BTreeMap::new();
        for rows in &puts {
            vault.put_many(rows, &mut os_entropy).unwrap();
            expected.extend(rows.iter().cloned());
        }
        for person in &erased {
            prop_assert_eq!(vault.erase(*person).unwrap(), expected.remove(person).is_some());
        }
        drop(vault);
        let vault = open(&path);
        let everyone: Vec<u32> = (0..12).collect();
        let found = vault.get_many(&everyone).unwrap();
        for (person, found) in everyone.iter().zip(found) {
            prop_assert_eq!(found.as_ref(), expected.get(person));
            prop_assert_eq!(vault.is_erased(*person).unwrap(), erased.contains(person));
        }
        let check = vault.verify().unwrap();
        prop_assert_eq!(check.first_unreadable, None);
        prop_assert_eq!(check.file_faults, Vec::<String>::new());
        prop_assert_eq!(check.persons, u64::try_from(expected.len()).unwrap());
    }
}

#[test]
fn nothing_identifying_lies_in_the_file_in_clear() {
    let (_directory, path, mut vault) = new();
    vault.put(7, &person(), &mut os_entropy).unwrap();
    vault.put_note(7, 1, "对青霉素过敏", &mut os_entropy).unwrap();
    let bytes = bytes_on_disk(&path);
    for clear in ["测试甲", "11010519491231002X", "13800138000", "测试路", "青霉素"] {
        assert!(!contains(&bytes, clear.as_bytes()), "{clear}");
    }
    assert_eq!(format!("{:?}", person()), r#"PersonalDetails["name", "id_number", "phone", "address"]"#);
}

#[test]
fn an_erased_person_leaves_neither_key_nor_sealed_text_nor_tag_in_the_file() {
    let (_directory, path, mut vault) = new();
    vault.put(7, &person(), &mut os_entropy).unwrap();
    vault.put(8, &with_id("330102199001011232"), &mut os_entropy).unwrap();
    vault.put_note(7, 1, "对青霉素过敏", &mut os_entropy).unwrap();
    let other_program = rusqlite::Connection::open(&path).unwrap();
    let blob = |select: &str| other_program.query_row(select, [], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    let remains = [
        blob("select wrapped_key from person where person = 7"),
        blob("select details from person where person = 7"),
        blob("select id_tag from person where person = 7"),
        blob("select phone_tag from person where person = 7"),
        blob("select sealed from note where person = 7"),
    ];
    assert!(remains.iter().all(|blob| contains(&bytes_on_disk(&path), blob)), "they were there before");
    assert!(vault.erase(7).unwrap());
    assert!(!remains.iter().any(|blob| contains(&bytes_on_disk(&path), blob)), "and nothing is after");

    assert!(vault.is_erased(7).unwrap());
    assert_eq!(vault.get(7).unwrap(), None);
    assert_eq!(vault.note(7, 1).unwrap(), None);
    assert_eq!(vault.find_by_phone("13800138000").unwrap(), Vec::<u32>::new());
    assert!(!vault.erase(7).unwrap(), "erasing again is harmless");
    assert!(matches!(vault.put(7, &person(), &mut os_entropy), Err(VaultError::Erased { person: 7 })));
    assert!(matches!(vault.put_note(7, 2, "", &mut os_entropy), Err(VaultError::Erased { person: 7 })));
    assert_eq!(vault.get(8).unwrap(), Some(with_id("330102199001011232")), "others are untouched");
    assert!(vault.erase(8).unwrap());
    assert!(
        matches!(vault.put(8, &person(), &mut os_entropy), Err(VaultError::Erased { person: 8 })),
        "nor does the newest come back"
    );
}

#[test]
fn an_erasure_under_the_eyes_of_an_older_reader_says_that_it_is_not_complete() {
    let (_directory, path, mut vault) = new();
    vault.put(7, &person(), &mut os_entropy).unwrap();
    let reader = rusqlite::Connection::open(&path).unwrap();
    reader.execute_batch("begin; select count(*) from person;").unwrap();
    assert!(matches!(vault.erase(7), Err(VaultError::StillHeld { person: 7 })));
    assert_eq!(vault.get(7).unwrap(), None, "gone for everyone who asks now");
    reader.execute_batch("commit").unwrap();
    assert!(!vault.erase(7).unwrap(), "the second call finishes the work");
}

#[test]
fn people_are_found_by_number_however_it_is_written() {
    let (_directory, _path, mut vault) = new();
    let child = PersonalDetails { phone: Some("+86 138-0013-8000".to_owned()), ..PersonalDetails::default() };
    vault.put_many(&[(3, person()), (1, child)], &mut os_entropy).unwrap();
    assert_eq!(vault.find_by_id_number(" １１０１０５ 19491231 002x").unwrap(), [3]);
    assert_eq!(vault.find_by_phone("0086 13800138000").unwrap(), [1, 3]);
    assert_eq!(vault.find_many_by_phone(&["13800138000", "", "1"]).unwrap(), [vec![1, 3], vec![], vec![]]);
    vault.put(3, &with_id("330102199001011232"), &mut os_entropy).unwrap();
    assert_eq!(
        vault.find_many_by_id_number(&["11010519491231002X", "330102199001011232"]).unwrap(),
        [vec![], vec![3]],
        "a corrected number is found, the old one no longer"
    );
    assert_eq!(vault.find_by_phone("13800138000").unwrap(), [1]);
}

#[test]
fn notes_are_kept_apart_by_person_and_id_and_survive_new_details() {
    let (_directory, path, mut vault) = new();
    vault.put_notes(&[(1, u64::MAX, "第一"), (1, 2, "第二"), (2, 2, "")], &mut os_entropy).unwrap();
    vault.put(1, &person(), &mut os_entropy).unwrap();
    vault.put_note(1, 2, "改过的第二", &mut os_entropy).unwrap();
    drop(vault);
    let vault = open(&path);
    assert_eq!(vault.note(1, u64::MAX).unwrap().as_deref(), Some("第一"));
    assert_eq!(vault.note(1, 2).unwrap().as_deref(), Some("改过的第二"));
    assert_eq!(vault.note(2, 2).unwrap().as_deref(), Some(""));
    assert_eq!(vault.note(2, 3).unwrap(), None);
    assert_eq!(vault.get(2).unwrap(), None, "a note does not make details");
    let check = vault.verify().unwrap();
    assert_eq!((check.persons, check.notes, check.first_unreadable), (2, 3, None));
}

#[test]
fn the_same_seed_writes_the_same_rows_and_another_seed_others() {
    let sealed = |seed: u8| {
        let (_directory, path, mut vault) = new();
        let mut counter = 0_u64;
        let mut entropy = |buffer: &mut [u8]| {
            counter += 1;
            let mut stream =
                blake3::Hasher::new_keyed(&[seed; 32]).update(&counter.to_le_bytes()).finalize_xof();
            stream.fill(buffer);
        };
        let rows: Vec<_> = (0..3_000).map(|n| (n, with_id(&format!("{n:018}")))).collect();
        vault.put_many(&rows, &mut entropy).unwrap();
        let reader = rusqlite::Connection::open(path).unwrap();
        let mut select = reader
            .prepare("select cast(wrapped_key || details as blob) from person order by person")
            .unwrap();
        let rows: Vec<Vec<u8>> =
            select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        rows
    };
    assert_eq!(sealed(1), sealed(1));
    assert_ne!(sealed(1), sealed(2));
}

#[test]
fn rows_that_were_swapped_damaged_or_retagged_do_not_open_and_verify_names_the_first() {
    let spoil = |statement: &str| {
        let (_directory, path, mut vault) = new();
        let rows: Vec<_> = (1..=9).map(|n| (n, with_id(&format!("{n:018}")))).collect();
        vault.put_many(&rows, &mut os_entropy).unwrap();
        vault.put_notes(&[(3, 1, "a"), (5, 1, "b"), (5, 2, "c")], &mut os_entropy).unwrap();
        rusqlite::Connection::open(&path).unwrap().execute_batch(statement).unwrap();
        let row = vault.verify().unwrap().first_unreadable.expect(statement);
        (row.person, row.note, vault.get(5).is_err())
    };
    let swap = "update person set details = (select details from person where person = 6) where person = 5";
    assert_eq!(spoil(swap), (Some(5), None, true));
    let swap_keys =
        "update person set wrapped_key = (select wrapped_key from person where person = 6) where person = 5";
    assert_eq!(spoil(swap_keys), (Some(5), None, true));
    assert_eq!(spoil("update person set details = zeroblob(80) where person = 5"), (Some(5), None, true));
    assert_eq!(spoil("update person set details = x'' where person = 5"), (Some(5), None, true));
    assert_eq!(spoil("update person set id_tag = zeroblob(16) where person = 4"), (Some(4), None, false));
    assert_eq!(spoil("update person set phone_tag = zeroblob(16) where person = 4"), (Some(4), None, false));
    let swap_notes =
        "update note set sealed = (select sealed from note where person = 5 and note = 1) where note = 2";
    assert_eq!(spoil(swap_notes), (Some(5), Some(2), false));
    assert_eq!(spoil("delete from person where person = 3"), (Some(3), Some(1), false));
}

#[test]
fn another_master_key_opens_nothing() {
    let (_directory, path, vault) = new();
    drop(vault);
    let refused = Vault::open(&path, &MasterKey::from_bytes([43; 32])).err().unwrap();
    assert!(matches!(refused, VaultError::WrongKey { .. }));
}

#[test]
fn a_file_of_another_program_or_of_a_later_release_is_not_a_vault() {
    let (directory, path, vault) = new();
    drop(vault);
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 2).unwrap();
    let key = MasterKey::from_bytes(MASTER);
    assert!(matches!(Vault::open(&path, &key), Err(VaultError::Format { found: 2, .. })));
    let foreign = directory.path().join("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("create table t(x)").unwrap();
    assert!(matches!(Vault::open(&foreign, &key), Err(VaultError::Format { found: 0, .. })));
}

#[test]
fn a_master_key_is_made_once_read_again_and_refused_when_spoiled() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("data.key");
    assert!(matches!(MasterKey::load(&path), Err(KeyError::Failed { .. })));
    let vault_path = directory.path().join("vault.db");
    drop(Vault::open(&vault_path, &MasterKey::load_or_create(&path).unwrap()).unwrap());
    Vault::open(&vault_path, &MasterKey::load_or_create(&path).unwrap()).expect("the same key again");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.trim_end().len(), 64);
    let second = directory.path().join("other.key");
    MasterKey::load_or_create(&second).unwrap();
    assert_ne!(std::fs::read_to_string(&second).unwrap(), text, "two keys are not alike");
    for spoiled in ["", "abc", &text[1..], &format!("{text}00")] {
        std::fs::write(&path, spoiled).unwrap();
        assert!(matches!(MasterKey::load_or_create(&path), Err(KeyError::NotAKey { .. })), "{spoiled:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_master_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("data.key");
    MasterKey::load_or_create(&path).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
    let refused = MasterKey::load_or_create(&path).err().unwrap();
    assert!(matches!(refused, KeyError::Exposed { mode: 0o640, .. }));
    assert!(refused.to_string().contains("640"), "{refused}");
}
