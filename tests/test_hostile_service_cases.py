"""The hostile cases of the API, sessions, tenants, races, load and faults (G to N): each has its tests.

Those whose number stands in a test are found by it; the others are listed with the tests that prove them.
"""

import re
from pathlib import Path

from tests.test_hostile_cases import HERE

TABLES = {
    "G": (1, 2, 4, 5, 7, 8, 9, 10, 11, 13, 14),
    "H": (1, 2, 3, 4, 5, 6, 7, 8),
    "I": (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12),
    "J": (1, 2, 3, 5, 6, 7),
    "K": (1, 2, 4, 5, 6),
    "L": (1, 2, 3, 5, 6, 7, 8),
    "M": (1, 2, 4, 5, 6, 7, 8, 9),
    "N": (1, 2, 4, 5, 6),
}
PROVEN = {
    "G04": "test_numbers_that_json_does_not_have_are_refused",
    "G05": "test_json_that_is_none_is_refused_quickly",
    "G07": "test_what_only_looks_like_an_integer_is_refused",
    "G08": "test_a_limit_out_of_its_bounds_is_refused "
    "test_a_cursor_comes_back_as_its_id_and_bears_no_tampering",
    "G09": "test_a_span_has_its_bounds test_a_span_is_checked_and_terms_without_the_rule_compare_nothing",
    "G10": "test_a_body_of_another_kind_is_not_read",
    "G11": "test_every_error_is_a_problem",
    "G13": "test_what_a_proxy_might_have_said_counts_for_nothing",
    "G14": "test_an_unforeseen_error_shows_a_number_and_nothing_else",
    "H01": "test_a_token_has_a_prefix_over_128_bits_and_a_check "
    "test_a_slip_anywhere_is_found_without_the_database",
    "H03": "test_guessing_is_slowed_and_the_owner_gets_in_again "
    "test_one_password_for_many_people_is_slowed_by_address",
    "H04": "test_a_missing_secret_stops_the_start_with_one_line_that_says_how_to_make_one "
    "test_no_secret_has_a_default",
    "H06": "test_over_https_the_cookie_is_bound_to_host_and_encryption "
    "test_a_new_password_signs_every_browser_out",
    "I02": "test_an_outsider_finds_no_trace_anywhere",
    "I04": "test_a_provider_of_two_clients_sees_each_contract_and_neither_client_the_other",
    "I05": "test_every_route_for_every_role_on_every_side",
    "I06": "test_what_the_client_must_not_choose_is_refused test_foreign_keys_are_held_on_both",
    "I08": "test_who_may_not_read_is_not_told_that_it_is_unchanged",
    "I09": "test_without_an_organisation_there_are_no_rows test_copy_is_bound_too "
    "test_a_unit_of_work_leaves_nothing_on_its_connection",
    "I12": "test_new_ids_are_uuid7_in_the_order_of_their_making "
    "test_without_valid_credentials_the_address_counts_however_many_tokens_are_guessed",
    "J01": "test_the_same_key_acts_once_and_is_answered_the_same test_eight_at_once_with_one_key_act_once "
    "test_a_key_is_ones_own_and_belongs_to_one_request",
    "J02": "test_of_two_who_issue_at_once_one_wins test_of_many_who_decide_at_once_one_wins",
    "J03": "test_two_who_set_the_limit_do_not_overwrite_each_other",
    "J05": "test_above_the_limit_who_issued_does_not_waive_alone test_a_step_is_taken_back_by_a_new_one",
    "J06": "test_parts_add_up_and_no_cap_is_exceeded",
    "J07": "test_an_issued_scorecard_verifies_here_and_offline",
    "K02": "test_during_a_rotation_both_secrets_sign_and_afterwards_the_new_one",
    "K04": "test_who_answers_410_is_told_nothing_more test_a_receiver_that_hangs_is_left_after_its_time "
    "test_an_answer_without_end_is_a_success_and_is_not_read",
    "L02": "test_a_body_that_never_comes_ends test_a_body_above_the_limit_is_refused_declared_or_not",
    "L07": "test_a_statement_that_never_ends_is_ended test_sixty_four_requests_at_once_are_all_answered",
    "M05": "test_c03_a_value_in_the_last_cell_of_all_takes_no_time_and_no_worker "
    "test_an_upload_over_which_the_process_dies_time_and_again_ends_as_failed",
    "M09": "test_eight_threads_that_read_then_write_lose_nothing_and_are_never_locked_out",
    "N02": "test_neither_entries_nor_links_are_changed_or_deleted test_a_changed_row_is_found",
    "N05": "test_each_side_reads_its_own_log_and_no_other",
}
# Not after a backslash: a line that ends in \\n and a date names no case.
_NUMBER = re.compile(r"(?<![0-9a-zA-Z\\])([G-Ng-n][0-2][0-9])(?![0-9a-zA-Z])")


def test_each_case_has_a_test_that_names_it_or_is_named_here() -> None:
    numbers: set[str] = set(PROVEN)
    functions: set[str] = set()
    for path in Path(HERE).parent.rglob("test_*.py"):
        if path.name != Path(__file__).name:
            text = path.read_text("utf-8")
            numbers |= {one.upper() for one in _NUMBER.findall(text.replace("_", " "))}
            functions |= set(re.findall(r"^(?:async )?def (test_\w+)", text, re.MULTILINE))
    assert {f"{table}{case:02}" for table, cases in TABLES.items() for case in cases} - numbers == set()
    assert {name for names in PROVEN.values() for name in names.split()} - functions == set()
