"""The forms people fill in: are they well-formed? What may happen is the desk's to say.

`sent.py` sorts what a browser sent; `parts.py` and `question_fields.py` are the fields;
`whole.py` puts them together; `sign_up.py` and `correction.py` are the two forms.
"""

from registrations.forms.correction import CorrectionForm
from registrations.forms.key import SALT, FormKey
from registrations.forms.sign_up import SignUpForm

__all__ = ["SALT", "CorrectionForm", "FormKey", "SignUpForm"]
