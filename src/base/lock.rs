//! Locks that outlive a panic.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the lock guards, even when a thread panicked while it held it: only for values of which every change is a
/// single step, so that they are whole at any moment.
pub fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_elsewhere_does_not_take_the_value_away() {
        let shared = Mutex::new(1);
        let died = std::thread::scope(|scope| {
            let thread = scope.spawn(|| {
                let mut held = locked(&shared);
                *held = 2;
                panic!("on purpose");
            });
            thread.join().is_err()
        });
        assert!(died && shared.is_poisoned());
        assert_eq!(*locked(&shared), 2);
    }
}
