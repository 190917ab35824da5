//! What a build is made from, as one fingerprint.

use rayon::prelude::*;

use super::Wish;
use crate::base::{Content, Digest, Tree};
use crate::model::Viewpoint;

/// The fingerprint of all that decides what a build makes, but for two: the program, and the moment of the viewpoint.
/// The moment counts only as far as something becomes public or ends in between, for which see
/// [`Summary::next_change`](super::Summary).
pub fn inputs(tree: &Tree, wish: &Wish) -> Digest {
    // All fields by name: a new one is to be thought of here.
    let Wish { viewpoint: Viewpoint { now: _, drafts, future, audiences }, base_url, origin } = wish;
    let files: Vec<_> = tree.iter().collect();
    let files = files.into_par_iter().with_min_len(16).map(|(path, content)| {
        let path = path.as_str().as_bytes();
        match content {
            Content::Bytes(bytes) => Digest::parts([path, b"bytes", bytes]),
            Content::Oversize(size) => Digest::parts([path, b"oversize", &size.to_le_bytes()]),
        }
    });
    let files: Vec<Digest> = files.collect();
    let address = |url: &Option<String>| url.as_ref().map_or_else(Vec::new, |url| [b"=", url.as_bytes()].concat());
    let (base_url, origin) = (address(base_url), address(origin));
    let flags = [u8::from(*drafts), u8::from(*future)];
    let wish: [&[u8]; 3] = [&flags, &base_url, &origin];
    let audiences = Digest::parts(audiences.iter().map(|name| name.as_bytes()));
    Digest::parts(wish.into_iter().chain([audiences.as_bytes()]).chain(files.iter().map(Digest::as_bytes)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::base::SitePath;

    fn wish() -> Wish {
        let viewpoint =
            Viewpoint { now: jiff::Timestamp::UNIX_EPOCH, drafts: false, future: false, audiences: Vec::new() };
        Wish { viewpoint, base_url: None, origin: None }
    }

    fn tree(files: &[(&str, &str)]) -> Tree {
        let mut tree = Tree::new();
        files.iter().for_each(|(path, text)| tree.insert(SitePath::new(path).unwrap(), text.as_bytes()));
        tree
    }

    #[test]
    fn whatever_is_not_the_same_gives_another_fingerprint() {
        let plain = wish().viewpoint;
        let wishes = [
            wish(),
            Wish { base_url: Some(String::new()), ..wish() },
            Wish { base_url: Some("https://a.example".to_owned()), ..wish() },
            Wish { origin: Some("https://a.example".to_owned()), ..wish() },
            Wish { viewpoint: Viewpoint { drafts: true, ..plain.clone() }, ..wish() },
            Wish { viewpoint: Viewpoint { future: true, ..plain.clone() }, ..wish() },
            Wish {
                viewpoint: Viewpoint { audiences: vec!["a".to_owned(), "b".to_owned()], ..plain.clone() },
                ..wish()
            },
            Wish { viewpoint: Viewpoint { audiences: vec!["ab".to_owned()], ..plain.clone() }, ..wish() },
        ];
        let mut oversize = tree(&[]);
        oversize.insert_oversize(SitePath::new("a").unwrap(), 5);
        let trees = [
            tree(&[]),
            tree(&[("a", "1")]),
            tree(&[("a", "2")]),
            tree(&[("b", "1")]),
            tree(&[("a", "1"), ("b", "2")]),
            tree(&[("a", "2"), ("b", "1")]),
            oversize,
        ];
        let all: Vec<Digest> = wishes.iter().flat_map(|wish| trees.iter().map(|tree| inputs(tree, wish))).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), wishes.len() * trees.len());
        let later = Viewpoint { now: jiff::Timestamp::MAX, ..plain };
        let later = Wish { viewpoint: later, ..wish() };
        assert_eq!(inputs(&trees[1], &later), inputs(&trees[1], &wish()), "the moment counts elsewhere");
    }
}
