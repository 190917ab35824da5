//! Looking for bytes of a kind in text that mostly has none.

/// How many bytes are looked at together: what a machine compares at once.
const WIDTH: usize = 16;

/// Where the first of `bytes` stands that `is` one. Sixteen are asked about at once, so `is` should have no branches.
#[inline]
pub fn first(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let (wide, _) = bytes.as_chunks::<WIDTH>();
    let has_none = |bytes: &&[u8; WIDTH]| !bytes.iter().fold(false, |any, byte| any | is(*byte));
    let from = WIDTH * wide.iter().take_while(has_none).count();
    bytes[from..].iter().position(|byte| is(*byte)).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        for length in 0..40 {
            let mut bytes = vec![b'a'; length];
            assert_eq!(first(&bytes, |byte| byte == b'b'), None);
            for at in (0..length).rev() {
                bytes[at] = b'b';
                assert_eq!(first(&bytes, |byte| byte == b'b'), Some(at), "{at} of {length}");
            }
        }
    }
}
