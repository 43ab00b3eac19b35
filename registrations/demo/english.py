"""The English pages of the demonstration: counterparts of two Russian ones, our own words."""

from registrations.demo.shapes import English

STRATEGIC_SESSION = English(
    title="The Victory Museum brings directors of history museums together in St Petersburg",
    lead=(
        "On 14 September 2024, during the 10th International Cultural Forum, the Victory Museum"
        " and the Museum of Political History of Russia invite the heads of history and military"
        " history museums to a day of talks in St Petersburg."
    ),
    body="""\
The international strategic session is a day on which directors of museums talk to one another. It takes place in St Petersburg on 14 September 2024, during the 10th International Cultural Forum.

There are two programmes, one of business and one of learning. Invited are the heads of museums that take part in the international project “Territory of Victory”, and members of the Association of Historical and Military-Historical Museums.

Nobody will read a paper. The subject of the conversation is the museum of the future: what visitors expect of it, what it is made of, and what can be begun now. There will be time for the questions that people bring from their own cities, too.

To take part, please sign up on this page by 19 August. If the form gives you trouble, or you would like to know more of the programme, call the contact person: the number is below. The working language is Russian; tell the contact person if you need an interpreter.""",
    sessions=("International strategic session of history and military history museums",),
)

ARCHIVE_WORKSHOP = English(
    title="The archive opens: a workshop on digitising museum collections",
    lead=(
        "A day for keepers, photographers and everybody who looks after an electronic catalogue:"
        " from the first picture to the record that a reader finds. Come to Moscow, or join from"
        " your own museum."
    ),
    body="""\
It is seldom the equipment that stops a museum from digitising. It is small things: pictures are named as each person pleases, records are filled in by half, and the heirs’ consent lies in a folder that one colleague remembers. We shall talk about these small things, over real objects and with people who have been through it all.

The morning is for taking pictures. How to light an object in an ordinary office, what to do about the gleam of medals and enamel, and why a document on tracing paper is not a photograph. Everybody photographs one object and compares it with the neighbour’s.

The afternoon is for describing them. Which fields of a record serve the reader, and which only the annual report; how to keep the master files and check them once a year; what may be published openly, and on which terms.

If you come to the hall, please bring a laptop. If you join from afar, the link arrives by letter the day before, and everyone gets the recording. Afterwards there is a tour of the stores. It is narrow there, so the group is small.

Taking part is free. A museum may send up to four people. There are not many seats in the hall; when they are gone, a waiting list opens, and joining from afar is always possible. The workshop is held in Russian.""",
)
