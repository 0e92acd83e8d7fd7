# SPDX-License-Identifier: EUPL-1.2
"""What a case refuses on its way, with the rule that refuses it.

For the rows whose dates are not in order: beside what the facts themselves
run into, every kind of move is tried where it is not legal.
"""

import datetime as dt

from steps import COORDINATOR, MINUTE, SECOND, Step


def add(life):
    """Adds refused steps to a life; they change nothing in it."""
    def refuse(when, rule, *words, at=None, text=None):
        at = (at or when).isoformat()
        place = 2 if words[0] == "vendor" else 1
        words = words[:place] + ("CASE",) + words[place:] + ("--at", at)
        life.steps.append(Step(when, words, text=text, refused=rule))

    # A step with the same instant comes first: it was planned before.
    before_acceptance(life, refuse)
    after_acceptance(life, refuse)
    around_publication(life, refuse)
    after_closing(life, refuse)
    life.steps.sort(key=lambda step: step.when)


def escalate(life):
    to, reason = COORDINATOR[life.policies[0]]
    return "escalate", "--to", to, "--reason", reason


def before_acceptance(life, refuse):
    at = life.at("report")
    early = "comes after the report was accepted; the case is received"
    refuse(at, "a vendor is contacted after the report was accepted; the "
           "case is received", "notify", *life.by_phone())
    refuse(at, f"'fix_released' {early}", "fix", "--released")
    refuse(at, f"'escalated' {early}", *escalate(life))
    refuse(at, f"'vendor_acknowledged' {early}", "event",
           "vendor_acknowledged")
    refuse(at, "a report is assessed before its case is closed", "close",
           "--reason", "resolved")
    refuse(at, "what was not accepted is not published; the case is "
           "received", "publish", "--yes", "--force", "why not")
    refuse(at, "it happens before the receipt, which was at", "ack",
           at=at - SECOND)
    refuse(at, "after it was recorded", "ack",
           at=dt.datetime(2199, 1, 1, tzinfo=dt.timezone.utc))
    refuse(life.at("ack"), "receipt is acknowledged once, and was", "ack")


def after_acceptance(life, refuse):
    at = life.at("assess")
    refuse(at, "an accepted report is not rejected any more: close it with "
           "a reason", "assess", "--reject", "informative")
    refuse(at, "the report is accepted already", "assess", "--accept")
    refuse(at, "information is asked for before the assessment; the case "
           "is accepted", "assess", "--need-info", "-", text="What?\n")
    refuse(at, "'reporter' is neither vendor nor owner", "event",
           "contact_attempted", "--party", "reporter")
    refuse(at, "'reporter' is neither vendor nor owner", "fix", "--released",
           "--party", "reporter")
    refuse(at, "a duplicate is one of another case", "close", "--reason",
           "duplicate")
    refuse(at, "there is a party 'vendor-1' already", "vendor", "add",
           "vendor-1")
    lead = life.policies[0]
    if lead == "nl-ncsc" and life.row["owner_class"] == "central-government":
        rule = ("rule 'nl-ncsc/intermediary' is for owner_class government "
                "or private, and the case does not say so")
    else:
        rule = {"nl-ncsc": "nl-ncsc/intermediary",
                "be-ccb-2020": "be-ccb-2020/org-to-ccb"}[lead]
        rule = (f"rule '{rule}' asks for an attempt to reach the owner or "
                "vendor, and none is recorded")
    refuse(at, rule, *escalate(life))
    refuse(at, "no rule of the policies in force escalates to 'nl-ncsc' for "
           "'no-cvdp'", "escalate", "--to", "nl-ncsc", "--reason", "no-cvdp")


def around_publication(life, refuse):
    at = life.at("publish") - 25 * MINUTE
    refuse(at, "published is what was fixed; the case is notified, and no "
           "reason was given to publish before", "publish", "--yes")
    if "be-ccb-2020" in life.policies:
        refuse(at, "policy 'be-ccb-2020' (publication.consent_of) asks for "
               "the consent of vendor-1, which is not recorded", "publish",
               "--yes", "--force", "not without consent")


def after_closing(life, refuse):
    at = life.at("close") + SECOND
    closed = "the case is closed"
    refuse(at, closed, "close", "--reason", "resolved")
    refuse(at, closed, "fix", "--released")
    refuse(at, closed, "notify", *life.by_phone())
    refuse(at, closed, *escalate(life))
    refuse(at, closed, "event", "status_update")
    refuse(at, closed, "assess", "--accept")
    refuse(at, closed, "vendor", "add", "--name", "Too Late Ltd")
    refuse(at, closed, "assign", "alice")
