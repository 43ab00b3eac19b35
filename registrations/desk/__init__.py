"""The one desk: every change to a registration happens here, and nowhere else.

Each verb is the same walk: prepare the rows → take the turn at the intake → read the clock →
count → ask the state → write, with the line of history and the letters in the same
transaction. While the lock is held nothing is rendered, sent, cached or read from a file.
Forms, admin actions and the clock are doors to these verbs.

`seats.py` says who gets a seat; `record.py` what each step leaves behind.
"""

from registrations.desk.addresses import confirm_address, lapse_unconfirmed
from registrations.desk.applications import (
    Answered,
    Application,
    Contact,
    Correction,
    Entry,
    Person,
    Submitted,
)
from registrations.desk.bounces import letters_come_back
from registrations.desk.consents import give_consent, withdraw_one_consent
from registrations.desk.correcting import correct, may_correct, switch
from registrations.desk.deciding import allow_corrections, approve, decline, promote, set_rules
from registrations.desk.ending import (
    cancel,
    may_cancel,
    take_off_participant,
    withdraw_consent,
)
from registrations.desk.graces import give_grace
from registrations.desk.offers import (
    accept_offer,
    close_waiting_list,
    lapse_offers,
    turn_down_offer,
)
from registrations.desk.setting_right import dismiss_repeat, set_organisation
from registrations.desk.signing_up import submit
from registrations.desk.untold import drop_untold, note_untold

__all__ = [
    "Answered",
    "Application",
    "Contact",
    "Correction",
    "Entry",
    "Person",
    "Submitted",
    "accept_offer",
    "allow_corrections",
    "approve",
    "cancel",
    "close_waiting_list",
    "confirm_address",
    "correct",
    "decline",
    "dismiss_repeat",
    "drop_untold",
    "give_consent",
    "give_grace",
    "lapse_offers",
    "lapse_unconfirmed",
    "letters_come_back",
    "may_cancel",
    "may_correct",
    "note_untold",
    "promote",
    "set_organisation",
    "set_rules",
    "submit",
    "switch",
    "take_off_participant",
    "turn_down_offer",
    "withdraw_consent",
    "withdraw_one_consent",
]
