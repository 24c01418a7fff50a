//! The checks that every storage passes.
//!
//! Each check is a plain function that takes a way to make a fresh storage, and says what the storage did instead of
//! what it has to do. A backend lists them all as tests of its own with [`storage_conformance!`](crate::storage_conformance),
//! or goes through [`CHECKS`] itself. A storage either passes all of them or it is none.
//!
//! ```
//! use std::sync::Arc;
//! use ticketkit::storage::{MemoryStorage, conformance};
//! assert!(conformance::failures(&|| Arc::new(MemoryStorage::new())).is_empty());
//! ```

mod chance;
pub mod closing;
pub mod commits;
pub mod copying;
pub mod decisions;
pub mod desks;
mod dump;
pub mod erasing;
pub mod expectations;
pub mod fidelity;
pub mod finding;
pub mod histories;
pub mod hosts;
pub mod jobs;
mod layer;
pub mod listings;
pub mod lookups;
pub mod merging;
pub mod outbox;
mod programs;
pub mod pulling;
mod questions;
pub mod records;
pub mod searching;
pub mod texts;
pub mod timers;
mod trial;
mod varied;

pub use chance::Chance;
pub use dump::{Dump, dump, what_is_there};
pub use hosts::{NewRecords, RECORD_CHECKS, RecordCheck, record_failures};
pub use layer::{Layer, Layered};
pub use programs::random_change_sets;
pub use questions::random_conditions;
pub use trial::{
    Mismatch, NewStorage, Trial, Verdict, all_tickets, at_once, holds, no_difference, refused, same,
    whole_feed, whole_thread,
};

/// One obligation, and how it is checked.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The obligation in short: the name of the function, whose documentation has it in full.
    pub name: &'static str,
    /// Which part of the contract it belongs to: the name of the module.
    pub about: &'static str,
    /// The check.
    pub run: fn(&NewStorage<'_>) -> Verdict,
}

/// A check that a storage did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which check.
    pub check: &'static str,
    /// What the storage did instead of what it has to do.
    pub what: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.check, self.what)
    }
}

impl std::error::Error for Failure {}

impl Check {
    /// Checks a storage.
    pub fn of(&self, new: &NewStorage<'_>) -> Result<(), Failure> {
        (self.run)(new).map_err(|Mismatch(what)| Failure { check: self.name, what })
    }
}

/// All checks that a storage does not pass.
pub fn failures(new: &NewStorage<'_>) -> Vec<Failure> {
    CHECKS.iter().filter_map(|check| check.of(new).err()).collect()
}

/// Random programs and questions of few seeds; longer ones are for tests that take their time.
pub mod by_chance {
    use super::{NewStorage, Verdict, random_change_sets, random_conditions};

    /// Random change sets lead to the same answers and the same records as in memory; see [`random_change_sets`].
    pub fn random_change_sets_do_the_same(new: &NewStorage<'_>) -> Verdict {
        (1..=4).try_for_each(|seed| random_change_sets(new, seed, 60))
    }

    /// Random questions are answered as in memory; see [`random_conditions`].
    pub fn random_questions_are_answered_alike(new: &NewStorage<'_>) -> Verdict {
        (1..=4).try_for_each(|seed| random_conditions(new, seed, 150))
    }
}

/// Calls the macro `$then` with the one list of all checks, by the modules that hold them.
#[doc(hidden)]
#[macro_export]
macro_rules! each_storage_check {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            desks {
                a_desk_is_there_once_it_is_made
                desks_are_listed_by_key
                a_desk_key_is_taken_once
                a_desk_id_is_taken_once
                an_unknown_desk_is_said_to_be_unknown
                deleting_a_desk_takes_everything_along
                deleting_a_desk_leaves_the_others
                desks_do_not_see_each_other
                every_version_of_the_configuration_stays
                an_old_configuration_conflicts
                one_configuration_follows_another
            }
            lookups {
                a_ticket_is_found_by_all_its_keys
                a_ticket_comes_with_all_that_belongs_to_it
                a_person_is_found_by_all_their_keys
                an_organization_is_found_by_all_its_keys
                what_is_not_there_is_known_not_to_be
                a_team_is_its_active_agents
                a_queue_is_what_waits_for_an_owner
                the_work_of_a_ticket_is_its_owner_and_its_queue
                the_latest_owner_is_that_of_the_last_ticket_made
                what_was_given_up_can_be_taken_again
                records_are_found_as_they_were_written
                very_many_things_are_looked_up_at_once
                a_snapshot_is_of_one_moment
            }
            commits {
                a_change_set_is_written_whole
                the_others_of_a_batch_go_on
                a_batch_is_written_in_its_order
                records_are_written_in_their_order
                nothing_can_be_committed
                counters_add_up
                firings_add_up_and_keep_the_latest_instant
                a_bound_holds_a_counter_that_grows
            }
            pulling {
                what_can_be_taken_next_stands_in_its_order
                what_members_were_given_adds_up_over_days
                a_load_is_found_by_the_agent
                a_turn_is_found_by_the_agent
                a_ticket_does_not_know_itself
            }
            expectations {
                a_stale_ticket_conflicts
                a_change_of_no_ticket_conflicts
                a_taken_ticket_id_conflicts
                a_taken_number_conflicts
                a_taken_external_id_conflicts
                a_held_fold_key_conflicts
                a_taken_message_id_conflicts
                a_taken_external_message_id_conflicts
                a_stale_person_conflicts
                a_taken_person_key_conflicts
                a_taken_address_conflicts
                a_stale_organization_conflicts
                a_taken_organization_key_conflicts
                a_stale_job_conflicts
                a_stale_turn_conflicts
                a_stale_lease_conflicts
                a_lost_lease_conflicts
                a_taken_command_id_conflicts
                a_change_set_can_conflict_with_itself
            }
            histories {
                the_feed_is_in_the_order_of_commits
                a_commit_without_events_answers_the_latest
                events_of_one_change_set_stand_together
                a_history_is_read_by_version
                customers_read_the_public_history
                a_conversation_is_read_by_position
                customers_read_public_messages_only
            }
            merging {
                merges_are_followed_to_their_end
                a_message_is_found_by_its_id
                what_is_kept_apart_waits_for_nobody
                a_conversation_is_that_of_all_that_was_merged
                a_merge_writes_nothing_but_the_ticket
                links_that_are_still_to_be_done_are_found_by_age
            }
            erasing {
                what_messages_say_is_erased
                a_former_subject_is_found_no_more
                histories_are_erased
                records_of_commands_are_erased
                reasons_of_workers_are_erased
                tickets_of_a_person_are_found
                who_is_erased_is_found_by_the_id_alone
            }
            timers {
                a_timer_is_replaced_by_its_cause
                a_timer_without_an_instant_is_gone
                a_timer_is_due_from_its_instant_on
                timers_of_one_instant_have_an_order
                shares_part_the_timers
                the_next_timer_is_the_earliest
            }
            outbox {
                duties_are_given_out_oldest_first
                duties_of_a_ticket_wait_for_each_other
                a_lease_ends_at_its_instant
                a_duty_waits_for_its_time
                a_parked_duty_holds_up_its_ticket
                a_settled_duty_is_gone_but_counted
            }
            listings {
                people_are_listed_by_id
                staff_are_listed_apart
                jobs_are_listed_by_id
                commands_come_back_as_they_were_given
            }
            decisions {
                a_decision_is_shown_what_it_asks_for
                a_decision_can_leave_everything
                decisions_are_carried_out_in_their_order
                a_decision_that_conflicts_does_not_stop_others
                a_decision_that_asks_for_ever_is_stopped
                decisions_for_no_desk_are_refused
                a_decision_that_panics_harms_nobody
                a_number_is_drawn_once
                looking_at_the_last_number_draws_none
                numbers_are_unique_across_threads
                decisions_at_once_lose_nothing
            }
            finding {
                lists_stand_in_every_order
                pages_go_on_exactly
                a_list_goes_on_though_tickets_move
                a_cursor_of_another_question_is_refused
                what_may_not_be_seen_is_never_shown
                counts_are_what_lists_hold
            }
            searching {
                words_stand_together
                words_of_any_script_are_found
                customers_do_not_find_notes
                a_message_is_found_at_once
                a_search_answers_newest_first
            }
            texts {
                odd_texts_come_back_unchanged
                the_longest_body_comes_back_whole
            }
            fidelity {
                every_field_of_a_ticket_comes_back
                every_part_of_a_person_comes_back
                every_part_of_a_conversation_comes_back
                every_sort_of_event_comes_back
                every_sort_of_record_comes_back
            }
            copying {
                every_record_is_scanned_as_it_is
                a_scan_fills_its_page
                a_scan_goes_on_after_records_of_its_sort
                a_desk_is_put_together_as_it_was
                a_copy_goes_on_where_it_ended
                only_a_desk_without_a_name_is_put_together
                what_is_there_already_stays
                records_are_restored_all_or_none
            }
            jobs {
                every_part_of_a_job_comes_back
            }
            closing {
                after_closing_everything_answers_closed
                while_paused_everything_answers_paused
                what_is_paused_can_be_closed
                pauses_lose_nothing
            }
            by_chance {
                random_change_sets_do_the_same
                random_questions_are_answered_alike
            }
        }
    };
}

macro_rules! list {
    ([] $($about:ident { $($check:ident)* })*) => {
        /// All checks, in the order in which a new backend best goes through them.
        pub const CHECKS: &[Check] = &[$($(
            Check { name: stringify!($check), about: stringify!($about), run: $about::$check },
        )*)*];
    };
}

each_storage_check! { [list] }

/// Lists every check of [`CHECKS`] as a test. It takes a way to make a fresh storage.
///
/// ```no_run
/// use std::sync::Arc;
/// use ticketkit::storage::MemoryStorage;
/// ticketkit::storage_conformance!(|| Arc::new(MemoryStorage::new()));
/// ```
#[macro_export]
macro_rules! storage_conformance {
    ($new:expr) => {
        $crate::each_storage_check! { [$crate::storage_conformance_tests] $new }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! storage_conformance_tests {
    ([$new:expr] $($about:ident { $($check:ident)* })*) => {$($(
        #[test]
        fn $check() {
            let run = $crate::storage::conformance::$about::$check;
            let check = $crate::storage::conformance::Check { name: stringify!($check), about: stringify!($about), run };
            if let Err(failure) = check.of(&$new) {
                panic!("{failure}");
            }
        }
    )*)*};
}
