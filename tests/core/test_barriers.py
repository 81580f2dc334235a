"""Vague barriers are questioned in place, concrete ones never in the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import barriers
from core.barriers import KINDS, guess_kind, question
from core.data import load

VAGUE = """
attendance issue
needs support with mornings
anxiety
SEMH
poor attendance
struggles with school
issues at home
behaviour
doesn't like school
parent says he won't come in
atendance issues
Anxeity around school
EBSA
school refusal
mum finds mornings difficult
low mood
friendship issues
sensory needs
needs more support
problems with peers
ASD traits, awaiting diagnosis
bullying
lack of routine at home
Not engaging with education
medical
poor sleep
family circumstances
transport issues
hates school
can't cope with lessons
chronic absence, 34 days this year
attendance 82%, below target
lacks resilience & motivation
mum struggling to get him into school
complex social and emotional needs impacting on attendance
dosn't want to come to school
parental attitude to education
always tired
general anxiety about going to school in the mornings
behaviour difficulties at home and in school
""".strip().splitlines()

CONCRETE = """
Struggles to come in through the busy gate
the bell before lunch hurts his ears
He is up until 3 because the baby cries in their shared room
Freezes at the school gate when the yard is full
won't go in the canteen, smell makes her gag
Taxi driver changed in September and she will not get in with a stranger
feels sick from Sunday night because of maths first thing Monday
The strip lights in the science lab flicker and give him a headache
girls in her form laugh when she reads aloud
he takes his little sister to nursery at 8.45
Supply teacher on Tuesdays doesn't know he needs the toilet pass
only one shirt and the washing machine broke
changing for PE in front of the others
two buses since they moved to the hostel, first one at 6.50
blazer collar itches so he takes it off and gets told off at the gate
mum has dialysis tues thurs sat and she waits with her
Was shouted at by Mr Khan in front of the class and wont go back in the room
assembly is too loud and too many people on the bench
Knees are so stiff she can't do the stairs to the top floor before 10
no TA in period 1 so he sits alone
called names in the group chat, same boys are on her bus
hides under the stairs at breaktime
Cant tell the dinner ladies what he wants, no symbols in the canteen
nan died in October and she slept in the same room
copying off the board in history, cannot keep up
her period pains are worst first two days and toilets are locked in lessons
Has to inject insulin at break and there is nowhere quiet
he thinks the fire alarm will go off again like it did in the hall
dad's shifts mean no one is in the house to wake him after 6am
walks past the park where he was jumped
corridoor between lesson 2 and 3 is a crush and he gets shoved
doesnt know which room when there is cover
lies awake listening for dad coming in
the ferry doesn't run when it's windy
Her best friend moved to another school at half term
Cannot eat in front of people so starves til 3
wears the same trousers every day and they said he stinks
the 7.40 bus drives past the stop when its full
He was locked in the toilets by year 10s
Seat by the door and everyone who comes in bangs her chair
uses a wheelchair and the lift has been broken since Easter
Interprets for his mother at the GP on Wednesdays
gets to the door of the classroom and can't walk in once the lesson's started
The escort on the minibus changed and nobody showed him a photo
stays off on days with double french because of the speaking test
Vomits in the car on the way
Phone alarm doesnt wake him since the melatonin stopped
they had the electric cut off so no hot water
She stammers and the register has to be answered out loud
Leaves his mum's bed only when the dog is let in
mum cant walk him in since her operation and he wont cross the main road by himself
his key adult Miss Patel is off on Fridays
The hand dryers in the toilets scare her so she holds it in all day
cries when the coat comes off because of the label
Panics when the queue closes in behind her
was in isolation for shoes he cannot afford
evicted friday, now in one room in a hotel in the next town
writing more than a few lines makes his hand cramp up
ex best mate sits behind her in tutor time
Not got his ear defenders since they were lost on the trip
""".strip().splitlines()


def test_the_sets_have_the_promised_sizes() -> None:
    assert len(set(VAGUE)) == 40
    assert len(set(CONCRETE)) == 60


@pytest.mark.parametrize("text", VAGUE)
def test_vague_is_questioned(text: str) -> None:
    assert question(text)


def test_at_most_three_of_sixty_concrete_sentences_are_questioned() -> None:
    assert [text for text in CONCRETE if question(text)][3:] == []


# Written after the rule and its words were finished: how it does on what it was not made for.
HELD_OUT_VAGUE = """
School based avoidance linked to wellbeing
parent reports ongoing difficulties
just can't face it
disaffected with education generally
MH issues, open to CAMHS
Poor engagement from family
finds it all too much
Emotional dysregulation
chaotic home life, poor boundaries
won't get out of bed
social isses
struggling since covid
Neurodivergent, masking
Family not prioritising education
mum doesnt know whats wrong
""".strip().splitlines()
HELD_OUT_CONCRETE = """
Nobody picks her for teams so she skips games
The ramp by the art block is shut and he has to go round in the rain
she wont wear the new jumper cos it scratches her neck
grandad has dementia and wanders, so she stops in with him
there's a lad on the landing who trips him up
He doesn't understand Miss when she talks fast
Loses his place when the teacher rubs the slide off
thinks everyone is staring when she walks in late
their landlord has changed the locks
Uses a catheter and the medical room is being decorated
The roundabout is flooded, no way to walk
Gets lost finding the annexe
Dad drops him at 7.15 and nothing is open
spends the night on his cousin's floor
he was told he is in bottom set again and ripped up his planner
the whistle at the end of play
Year 8 kids film her eating
her hijab was pulled in the lunch line
no uniform clean till benefits come through thursday
He lost his bus pass and has no fare
too shattered after chemo to sit upright past midday
can't bear wet sleeves after washing hands
mum leaves for the bakery at 4 and he goes back to sleep
She was promised a laptop in June and hasn't had it
Wets herself if she isn't let out straight away
""".strip().splitlines()
# Once the first set had been learned from, a second.
LATER_VAGUE = """
Attendance has dipped again this half term
Finds the whole school environment overwhelming
Mum is a single parent with her own difficulties
complex needs
her anxity is through the roof
EHCP in progress, not coping in mainstream
thinks school is pointless
poor routines, bedtimes all over the place
just being a teenager
Pupil has a negative attitude towards learning
dad says hes fine at home
has got into a pattern of staying off
Low self-esteem and confidence issues
Not sure, possibly friendship related
Wont go in no matter what we do
""".strip().splitlines()
LATER_CONCRETE = """
Teacher takes the register before she has found her peg
The kettle and the radio wake him so he's been up since five
his tic gets copied by the boys on table four
she has to carry her sister's pushchair down three flights
lanyard was confiscated, it is how he says he needs out
cannot stand the feel of the carpet squares in the nurture room
Neighbours party till four on weeknights
Scared of the dog tied outside the newsagent
Has no one to partner with in dance
it's the minute when everyone swaps rooms
Her scan results come on Thursday and she wont leave mum's side
the coach leaves at ten past seven and his feed isn't finished
gluten free option runs out before second sitting
He can't read the new timetable, print too small
stepdad was sentenced on Monday and it's in the paper
Sunlight on the smartboard sets off her migraine
Sir calls on her when she hasn't put her hand up
only comes through the office if Jo is on reception
crutches and a heavy bag, three buildings
gets teased over his accent
he thinks she'll die while he's in school, she collapsed in May
no prayer room on Fridays so he stays at the mosque
leaves swimming off because of her scars
other kids find out which house he lives in if the van drops him
ran home from forest school in the mud and got detention
""".strip().splitlines()
# And a third, on which nothing was changed afterwards.
LAST_VAGUE = """
school anxiety / EBSA type presentation
his head's not in the right place
Ongoing issues, see CPOMS
Mum feels he needs a fresh start
disengaged, needs firmer boundaries
parental mental health
illness - various
Finding year 9 difficult
sen needs not met
she's just not herself
poor attendance historically, siblings the same
Not motivated in the mornings
frendship problems and low mood
Family going through a tough time
can't manage full days
""".strip().splitlines()
LAST_CONCRETE = """
The ball games on the playground frighten him since one broke his glasses
she has no one to walk over the railway bridge with
Wakes with a blocked feeding tube and the nurse comes at nine
Form room moved upstairs and his frame doesn't fit through
hes up gaming till 4 cos mum is on nights
Cover lessons in French - nobody gives him his word mat
Too hot in the blazer, not allowed to take it off
girl who filmed her is in the same maths set
His hearing aids whistle in the sports hall
nothing in the fridge so she waits for the food bank to open
Scared the hamster will die while hes out
stairwell B smells of bleach
He misses the bell and walks in with all eyes on him
dad collects him from mum's on Sunday late, 40 miles
Was called a liar by the deputy and nobody said sorry
queue at the metal detector makes her shake
can't do up his own zip and is too embarrassed to ask
The bus driver wont let her on without the app
has to ask out loud to use the loo
Fridays are a different teacher every week
cousin got stabbed on our road
Only eats plain pasta, canteen stopped doing it
her braces got broken in netball
sits at the front and the projector fan buzzes
He interprets at the housing office when mum gets a letter
""".strip().splitlines()


@pytest.mark.parametrize(
    ("vague", "concrete"),
    [
        (HELD_OUT_VAGUE, HELD_OUT_CONCRETE),
        (LATER_VAGUE, LATER_CONCRETE),
        (LAST_VAGUE, LAST_CONCRETE),
    ],
    ids=["first", "later", "last"],
)
def test_sentences_the_rule_was_not_made_for(vague: list[str], concrete: list[str]) -> None:
    assert (len(set(vague)), len(set(concrete))) == (15, 25)
    assert sum(bool(question(text)) for text in vague) >= 13
    assert sum(bool(question(text)) for text in concrete) <= 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Struggles to come in through the busy gate", "arrival"),
        ("the bell before lunch hurts his ears", "sensory"),
        ("anxiety", "anxiety"),
        ("poor sleep", "sleep"),
        ("always tired", "fatigue"),
        ("asthma attacks in PE", "health"),
        ("no symbols, cannot say it", "communication"),
        ("supply teacher nobody told her about", "routine"),
        ("canteen queue at lunch", "unstructured"),
        ("behind in maths", "curriculum"),
        ("bullying by two girls", "friendship"),
        ("the taxi driver changed", "transport"),
        ("young carer for his mum", "caring"),
        ("issues at home", "home"),
        ("EHCP provision not in place", "provision"),
        ("was shouted at by the teacher", "trust"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_the_kind_is_guessed(text: str, kind: str) -> None:
    assert guess_kind(text) == kind


def test_there_are_sixteen_kinds_each_with_a_model_that_is_itself_concrete() -> None:
    assert len(KINDS) == 16
    assert barriers.KINDS["arrival"] == "arrival and gate"
    models = [kind["model"] for kind in load("barriers")["kinds"].values()]
    assert [model for model in models if question(model)] == []


def test_the_question_names_her_words_and_shows_a_model_line() -> None:
    assert question("attendance issue") == (
        "Which part of the morning, and what happens then? "
        '"attendance issue" names nothing we could change. '
        "For example: Struggles to come in through the busy gate."
    )


def test_an_empty_sentence_is_asked_about_without_a_quotation() -> None:
    assert '"' not in question("  ")


def test_an_unknown_attribute_is_still_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = barriers.NOTHING


@given(st.text(max_size=80))
def test_any_text_gets_an_answer_on_one_line(text: str) -> None:
    assert "\n" not in question(text)
    assert guess_kind(text) in {"", *KINDS}
