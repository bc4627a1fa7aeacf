//! Screens kept for a moment: many people look at one screen, and it is worked out once for all who see the same.

use domain::{AreaCode, Seq, Timestamp};
use reporting::{
    Lang,
    screen::{Reader, Screen, screen_for},
};
use situation::Situation;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// Screens kept: readers of a few areas, in two languages.
const PLACES: usize = 16;

/// Seconds for which a screen is shown again while nothing was recorded; ages on it are told in minutes.
const SECONDS: i64 = 30;

/// What has to be the same for a screen to be the same, but for the time.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    seq: Seq,
    lang: Lang,
    area: Option<AreaCode>,
}

/// The screens last worked out, newest first.
#[derive(Default)]
pub(crate) struct KeptScreens(Mutex<VecDeque<(Key, Arc<Screen>)>>);

impl KeptScreens {
    /// Returns the screen of those who read an area: one worked out within the last half minute from the same entries, or a
    /// new one.  Readers who ask at once wait for one another's, and the writer for one and not for all of them.  The
    /// orders on it are in nobody's order: each reader's own are theirs to ask for.
    pub(crate) fn get(
        &self,
        s: &Situation,
        now: Timestamp,
        lang: Lang,
        area: Option<AreaCode>,
    ) -> Arc<Screen> {
        let key = Key { seq: s.seq, lang, area };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |screen: &Screen| (0..SECONDS).contains(&now.duration_since(screen.stamp.at).as_secs());
        let found = kept.iter().find(|(known, screen)| *known == key && fresh(screen));
        if let Some((_, screen)) = found {
            return screen.clone();
        }
        let screen = Arc::new(screen_for(s, now, lang, Reader { area, unit: None }));
        kept.retain(|(known, _)| *known != key);
        kept.push_front((key, screen.clone()));
        kept.truncate(PLACES);
        screen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_shown_again_until_something_is_recorded_or_half_a_minute_has_passed() {
        let kept = KeptScreens::default();
        let mut s = Situation::default();
        let start = Timestamp::from_second(1_638_800_000).unwrap();
        let later = |seconds: i64| Timestamp::from_second(start.as_second() + seconds).unwrap();
        let all = None;
        let first = kept.get(&s, start, Lang::Zh, all);
        assert!(Arc::ptr_eq(&first, &kept.get(&s, later(29), Lang::Zh, all)));
        assert!(!Arc::ptr_eq(&first, &kept.get(&s, later(29), Lang::En, all)));
        assert!(!Arc::ptr_eq(&first, &kept.get(&s, later(30), Lang::Zh, all)));
        let second = kept.get(&s, later(30), Lang::Zh, all);
        s.seq = Seq(1);
        assert!(!Arc::ptr_eq(&second, &kept.get(&s, later(31), Lang::Zh, all)));
        assert!(kept.get(&s, start, Lang::Zh, all).stamp.at == start, "a past minute is its own");
    }
}
