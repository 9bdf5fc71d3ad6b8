//! By which subject a client knows a person (OIDC Core §8).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::clients::{Client, SubjectType};
use super::grants::Standing;
use super::provider::Provider;
use crate::base::{Fallible, Purpose, Sealer, Subject};

/// The `sub` that a client hears of the person whose own subject this is: the same for every client, or
/// one for each sector (OIDC Core §8.1).
pub fn subject_for(provider: &Provider, client: &Client, own: &Subject) -> Fallible<Subject> {
    match client.metadata.subject_type {
        SubjectType::Public => Ok(own.clone()),
        SubjectType::Pairwise => pairwise(&provider.sealer, &client.sector(), own),
    }
}

/// What a client's grant stands on, with the person under the subject by which this client knows them.
pub(super) fn as_known_to<'s>(
    provider: &Provider,
    client: &Client,
    standing: &'s Standing,
) -> Fallible<Cow<'s, Standing>> {
    let own = &standing.person.subject;
    let subject = subject_for(provider, client, own)?;
    if subject == *own {
        return Ok(Cow::Borrowed(standing));
    }
    let mut known = standing.clone();
    known.person.subject = subject;
    Ok(Cow::Owned(known))
}

/// Who has no master key can neither turn it back nor tell whether two belong together.
fn pairwise(sealer: &Sealer, sector: &str, own: &Subject) -> Fallible<Subject> {
    let length = u64::try_from(sector.len())?.to_be_bytes();
    let tag = sealer.mac_key(Purpose::PairwiseSubject)?.tag([
        length.as_slice(),
        sector.as_bytes(),
        own.as_str().as_bytes(),
    ]);
    Ok(Subject::new(URL_SAFE_NO_PAD.encode(tag.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pairwise_subject_is_the_same_within_a_sector_and_another_elsewhere() {
        let sealer = Sealer::new(&[7; 32]);
        let of = |sealer: &Sealer, sector, own| {
            pairwise(sealer, sector, &Subject::new(own)).unwrap().as_str().to_owned()
        };
        let ana = of(&sealer, "rp.example", "ana");
        assert_eq!(ana, of(&sealer, "rp.example", "ana"));
        assert_eq!(ana.len(), 43);
        for other in [
            of(&sealer, "other.example", "ana"),
            of(&sealer, "rp.example", "bob"),
            of(&sealer, "rp.examplea", "na"),
            of(&Sealer::new(&[8; 32]), "rp.example", "ana"),
        ] {
            assert_ne!(ana, other);
        }
    }
}
