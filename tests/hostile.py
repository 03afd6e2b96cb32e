"""Texts that run somewhere: in a page, in a template, in a spreadsheet. Each calls `window.__xss` where it can."""

SCRIPTS = [
    "<script>window.__xss=1</script>", "</title><script>window.__xss=1</script>", "\"><script>window.__xss=1</script>",
    "'><img src=x onerror=window.__xss=1>", "<svg onload=window.__xss=1>", "<svg><script>window.__xss=1</script></svg>",
    "<img src=x onerror=alert(1)>", "<body onload=window.__xss=1>", "<input autofocus onfocus=window.__xss=1>",
    "</textarea><script>window.__xss=1</script>",
    "<details open ontoggle=window.__xss=1>", "<iframe srcdoc='<script>parent.__xss=1</script>'></iframe>",
    "<math><mi xlink:href=javascript:window.__xss=1>",
    "<style>*{background:url(javascript:window.__xss=1)}</style>", "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:window.__xss=1'>",
    "<form action=javascript:window.__xss=1><button>x</button></form>",
    "\" onmouseover=\"window.__xss=1\" x=\"", "' autofocus onfocus='window.__xss=1' x='", "`-window.__xss=1-`",
    "</script><script>window.__xss=1</script>",
    "\\u003cscript\\u003ewindow.__xss=1\\u003c/script\\u003e", "';window.__xss=1;//", "\");window.__xss=1;//",
    "<!--<script>-->window.__xss=1</script>",
    "&lt;script&gt;window.__xss=1&lt;/script&gt;", "&#60;script&#62;window.__xss=1&#60;/script&#62;",
]  # fmt: skip
TEMPLATES = [
    "{{ 7|add:7 }}{% debug %}", "{% include '/etc/passwd' %}", "{{ request.user.password }}", "{{ lead | json }}{% assign x = 1 %}", "{%",
    "{{",
    "<div x-data x-init='window.__xss=1'></div>", "<div x-html='window.__xss=1' x-text='window.__xss=1'></div>",
    "<a @click='window.__xss=1'>x</a>",
    "<div hx-get='/accounts/logout/' hx-trigger='load'></div>",
    "<div hx-on::load='window.__xss=1' data-hx-on:click='window.__xss=1'></div>",
    "${window.__xss=1}", "#{window.__xss=1}", "<%= window.__xss=1 %>", "<mj-raw><script>window.__xss=1</script></mj-raw>",
    "</mj-text><mj-raw>x",
]  # fmt: skip
LINKS = [
    "javascript:window.__xss=1", "JaVaScRiPt:window.__xss=1", " javascript:window.__xss=1", "java\tscript:window.__xss=1",
    "data:text/html,<script>window.__xss=1</script>", "vbscript:msgbox(1)", "//evil.example/x", "\\\\evil.example", "https:evil.example",
]  # fmt: skip
STYLES = [
    "x;background:url(javascript:window.__xss=1)",
    "expression(window.__xss=1)",
    "}*{color:red",
    "</style><script>window.__xss=1</script>",
]
LETTERS = [
    "\u202egnp.exe",
    "\u2066x\u2069",
    "a\u0300" * 30,
    "＜script＞window.__xss=1＜/script＞",
    "ﬀ\u200b\ufeff",
    "😀" * 20,
    "汉" * 30,
    "\u2028window.__xss=1",
    "İı",
]
FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "＝1+1",
    "％=1",
    "|calc",
]
CORPUS = [*SCRIPTS, *TEMPLATES, *LINKS, *STYLES, *LETTERS, *FORMULAS]
