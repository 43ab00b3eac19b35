"""The rules of the desk written down a second time, verb by verb, plainly.

`test_desk_model.py` walks the desk and this model hand in hand; `desk_model_seats.py` holds
who sits and who waits.
"""

from datetime import datetime, timedelta

from tests.desk_model_seats import Party, Person, Refusal, Rules, Seats

__all__ = ["Model", "Party", "Person", "Refusal", "Rules"]


class Model(Seats):
    """The verbs of the desk."""

    # --- Signing up

    def submit(
        self,
        party: Party,
        *,
        accepts_waiting: bool = False,
        grace: int | None = None,
        by_staff: bool = False,
        beyond_rules: bool = False,
    ) -> None:
        if self.rules.is_cancelled:
            raise Refusal("SessionCancelled")
        if not beyond_rules:
            self._require_open(self._unused(grace))
            self._require_size(len(party.people), self.rules.party_limit)
            self._require_museum_room(party, len(party.people))
        if grace is not None:
            self.graces[grace] = (self.graces[grace][0], True)
        self.parties.append(party)
        if self.rules.needs_approval and not by_staff:
            self._apply(party.people)
        else:
            self._claim(
                party,
                party.people,
                accepts_fewer=party.accepts_fewer,
                accepts_waiting=accepts_waiting or by_staff,
                beyond_rules=beyond_rules,
            )
        if self.rules.check_hours and not by_staff:
            party.check_until = self.now + timedelta(hours=self.rules.check_hours)
        self._tell_standing(party)

    def confirm_address(self, party: Party) -> None:
        if party.ending:
            raise Refusal("NotNow")
        if party.check_until:
            party.check_until = None
            self._tell_standing(party)

    def lapse_unconfirmed(self, party: Party) -> None:
        is_late = party.check_until and not party.ending and self.now >= party.check_until
        if is_late and not self.rules.is_cancelled:
            self._give_back(party, party.people, "unconfirmed", "address_lapsed")
            self.move_up()

    # --- Correcting

    def correct(
        self,
        party: Party,
        modes: dict[Person, str],
        added: list[Person],
        *,
        accepts_fewer: bool,
        accepts_waiting: bool,
        by_staff: bool,
    ) -> None:
        """`modes` are those who stay, each with the way to attend that is wanted."""
        if party.ending or not (by_staff or self.may_correct(party)):
            raise Refusal("NotNow")
        self._require_size(len(modes) + len(added), max(self.rules.party_limit, len(party.people)))
        removed = [person for person in party.people if person not in modes]
        self._release(party, removed)
        if removed:
            self.move_up()
        for person, mode in modes.items():
            if person.mode != mode:
                self._switch(party, person, mode)
        if added:
            self._require_museum_room(party, len(added))
            self._require_open(party.grace_until)
            party.people += added
            if self.rules.needs_approval and not by_staff:
                self._apply(added)
            else:
                self._claim(
                    party,
                    added,
                    accepts_fewer=accepts_fewer,
                    accepts_waiting=accepts_waiting or by_staff,
                )
        party.accepts_fewer = accepts_fewer
        self.move_up()
        party.tell("corrected")

    def switch(self, party: Party, mode: str) -> None:
        if not self.may_correct(party):
            raise Refusal("NotNow")
        people = [person for person in party.all("waiting") if person.mode != mode]
        if people:
            self._require_offered([mode])
            if self.free_for_newcomers(mode) < len(people):
                raise Refusal("Full")
            for person in people:
                self._switch(party, person, mode)
            self.move_up()
            party.tell("confirmed")

    # --- Deciding

    def approve(self, party: Party) -> None:
        if party.ending or self.rules.is_cancelled:
            raise Refusal("NotNow")
        people = party.all("pending")
        if people:
            self._claim(party, people, accepts_fewer=party.accepts_fewer, accepts_waiting=True)
            party.tell("approved")

    def decline(self, party: Party) -> None:
        if party.ending == "declined":
            return
        people = party.all("pending")
        if party.ending or not people:
            raise Refusal("NotNow")
        self._give_back(party, people, "declined", "declined")
        self.move_up()

    def promote(self, party: Party, *, beyond_rules: bool) -> None:
        people = party.all("waiting")
        if not people or self.rules.is_cancelled:
            raise Refusal("NotNow")
        for mode in {person.mode for person in people}:
            wanted = sum(person.mode == mode for person in people)
            if wanted > self.free(mode) and not beyond_rules:
                raise Refusal("Full")
        self._leave_queue(people)
        self._seat(people)
        party.tell("promoted")
        self.move_up()

    def allow_corrections(self, party: Party, until: datetime) -> None:
        if party.ending:
            raise Refusal("NotNow")
        party.grace_until = until

    def set_museum(self, party: Party) -> None:
        """A colleague says which museum of the directory it is: always the same one here."""
        party.museum = "of the directory"

    def give_grace(self, until: datetime) -> None:
        if self.rules.is_cancelled:
            raise Refusal("SessionCancelled")
        self.graces.append((until, False))

    # --- Offers and the end of the list

    def accept_offer(self, party: Party) -> None:
        if self.rules.is_cancelled:
            raise Refusal("NotNow")
        held = [p for p in party.all("offered") if p.offered_until and self.now < p.offered_until]
        if held:
            self._seat(held)
            party.last_offer = "accepted"
            party.tell("confirmed")
        elif party.last_offer != "accepted":
            raise Refusal("OfferGone")

    def turn_down_offer(self, party: Party) -> None:
        people = party.all("offered")
        if people:
            party.last_offer = "turned down"
            self._give_back(party, people, "cancelled", "cancelled")
            self.move_up()

    def lapse_offers(self) -> None:
        if self.rules.is_cancelled:
            return
        for party in self.parties:
            late = [
                person
                for person in party.all("offered")
                if person.offered_until and person.offered_until <= self.now
            ]
            if late:
                party.last_offer = "lapsed"
                self._give_back(party, late, "unanswered", "offer_lapsed")
        self.move_up()

    def close_waiting_list(self) -> None:
        if self.now < self.rules.list_ends or self.rules.is_cancelled:
            return
        for party in self.parties:
            if party.all("waiting"):
                self._give_back(party, party.all("waiting"), "list_closed", "list_closed")

    # --- Leaving

    def cancel(self, party: Party) -> None:
        if party.ending:
            return
        if self.now >= self.rules.ends:
            raise Refusal("Over")
        self._give_back(party, party.people, "cancelled", "cancelled")
        self.move_up()

    def take_off(self, party: Party, place: int) -> None:
        """One of its people withdraws the own consent."""
        self._give_back(party, [party.people[place]], "cancelled", "cancelled")
        self.move_up()

    def withdraw(self, party: Party) -> None:
        self._release(party, party.people)
        party.ending = "withdrawn"
        party.letters.clear()
        self.move_up()
