"""Citizens' questions: answer, offer two or three departments, or hand over to a human.

A town brings questions that its agents have sorted by topic. It gets back, for each new
question, the topic and what to do with it, and a stated share of wrong answers that is kept:
beside the rule of a fixed similarity, on questions that neither has seen.

Examples
--------
>>> from civicai.datasets import make_faq
>>> from civicai.faq import QuestionRouter
>>> logs = make_faq(random_state=1)["questions"]
>>> old, recent = logs[::2], logs[1::2]
>>> router = QuestionRouter().fit(old["question"], old["topic"])
>>> router = router.calibrate(recent["question"], recent["topic"], max_error=0.1)
>>> routed = router.route(["quel jour passe le tri ?", "au secours, il y a le feu"])
>>> routed.loc[0, ["topic", "action"]].tolist()
['Déchets et déchèterie', 'answer']
>>> routed.loc[1, "action"], "112" in routed.loc[1, "reason"]
('hand_over', True)
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
