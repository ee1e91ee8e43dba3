//! Random evidence: nobody without authority ever lands in somebody's conversation (M30 to M36).

use fairlead_domain::ConversationId;
use fairlead_domain::threading::*;
use proptest::prelude::*;
use uuid::Uuid;

fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let named = prop_oneof![
        Just(Named::Token),
        Just(Named::MessageId),
        Just(Named::SharedReference),
        Just(Named::ThreadIndex)
    ];
    let one = (0..4u128, named, 0..5usize, any::<[bool; 3]>(), 0..9i64).prop_map(
        |(id, named, rank, [participates, same_channel, takes], last_at)| Candidate {
            conversation: ConversationId(Uuid::from_u128(id)),
            named,
            rank,
            participates,
            same_channel,
            takes,
            last_at,
        },
    );
    proptest::collection::vec(one, 0..8)
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let proof = prop_oneof![
        Just(SenderProof::Passed),
        Just(SenderProof::Unknown),
        Just(SenderProof::Failed)
    ];
    (proof, any::<bool>(), proptest::option::of(0..4u128)).prop_map(|(proof, automatic, number)| {
        Evidence {
            proof,
            automatic,
            number: number.map(|n| ConversationId(Uuid::from_u128(n))),
        }
    })
}

proptest! {
    #[test]
    fn nobody_joins_without_authority(e in evidence(), all in candidates()) {
        if let Placement::Join { conversation, standing, .. } = place(&e, &all) {
            let allowed = all.iter().filter(|c| c.conversation == conversation).any(|c| {
                c.named == Named::Token
                    || (c.participates && c.same_channel && e.proof != SenderProof::Failed)
            });
            prop_assert!(allowed);
            if e.proof == SenderProof::Failed {
                prop_assert_eq!(standing, Standing::Unproven);
            }
        }
    }

    #[test]
    fn the_order_of_candidates_does_not_matter(e in evidence(), all in candidates()) {
        let mut reversed = all.clone();
        reversed.reverse();
        let (a, b) = (place(&e, &all), place(&e, &reversed));
        let chosen = |p: &Placement| match p {
            Placement::Join { conversation, .. } => Some(*conversation),
            Placement::New { .. } => None,
        };
        prop_assert_eq!(chosen(&a), chosen(&b));
    }

    #[test]
    fn hostile_subjects_are_read_without_harm(subject in ".{0,200}") {
        let _ = number_in_subject(&subject);
        let bare = bare_subject(&subject);
        prop_assert!(subject.contains(bare));
    }
}
