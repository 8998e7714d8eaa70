"""The commands that TeX may keep in a formula: they print, and do nothing else.

The names are those of LaTeX, amsmath and amssymb ("Short Math Guide for LaTeX", AMS 2017). None
reads or writes a file, defines anything or opens a link. A list of what is forbidden would miss
whatever the next TeX engine or package adds; a list of what is allowed does not.
"""

_GREEK = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma
    tau upsilon phi chi psi omega varepsilon vartheta varpi varrho varsigma varphi varkappa digamma
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega varGamma varDelta varTheta varLambda
    varXi varPi varSigma varUpsilon varPhi varPsi varOmega
"""
_LETTERS = """
    aleph beth daleth gimel complement ell eth hbar hslash mho partial wp circledS Bbbk Finv Game
    imath jmath Im Re infty emptyset varnothing nabla forall exists nexists neg lnot top bot angle
    measuredangle sphericalangle surd flat natural sharp clubsuit diamondsuit heartsuit spadesuit
    prime backprime bigstar lozenge blacklozenge square blacksquare triangle blacktriangle
    triangledown blacktriangledown diagdown diagup S P aa AA ae AE oe OE o O l L ss i j copyright
    pounds euro degree circ dag ddag checkmark maltese
"""
_OPERATORS = """
    pm mp times div ast star bullet cdot cap cup uplus sqcap sqcup vee lor wedge land setminus
    smallsetminus wr diamond bigtriangleup bigtriangledown triangleleft triangleright lhd rhd unlhd
    unrhd oplus ominus otimes oslash odot bigcirc dagger ddagger amalg ltimes rtimes divideontimes
    leftthreetimes rightthreetimes doublecap Cap doublecup Cup dotplus barwedge veebar
    doublebarwedge boxminus boxplus boxtimes boxdot circleddash circledast circledcirc centerdot
    intercal curlyvee curlywedge bmod mod pmod pod sum prod coprod int iint iiint iiiint idotsint
    oint bigcap bigcup bigsqcup bigvee bigwedge bigodot bigotimes bigoplus biguplus limits
    nolimits
    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf injlim ker lg lim
    liminf limsup ln log max min Pr projlim sec sin sinh sup tan tanh varinjlim varprojlim varliminf
    varlimsup
"""
_RELATIONS = """
    le leq ge geq ll gg lll ggg ne neq equiv sim simeq asymp approx approxeq cong doteq doteqdot
    propto varpropto models mid nmid parallel nparallel perp prec preceq succ succeq nprec nsucc
    npreceq nsucceq precsim succsim precapprox succapprox preccurlyeq succcurlyeq subset supset
    subseteq supseteq subsetneq supsetneq nsubseteq nsupseteq subseteqq supseteqq Subset Supset
    sqsubset sqsupset sqsubseteq sqsupseteq in ni owns notin not vdash dashv Vdash vDash Vvdash
    nvdash nvDash smile frown bowtie leqslant geqslant eqslantless eqslantgtr lesssim gtrsim
    lessapprox gtrapprox lessdot gtrdot lessgtr gtrless lesseqgtr gtreqless lesseqqgtr gtreqqless
    leqq geqq lneq gneq lneqq gneqq lnsim gnsim lnapprox gnapprox nless ngtr nleq ngeq nleqslant
    ngeqslant nsim ncong thicksim thickapprox backsim backsimeq bumpeq Bumpeq circeq eqcirc
    fallingdotseq risingdotseq triangleq between pitchfork therefore because trianglelefteq
    trianglerighteq vartriangleleft vartriangleright ntriangleleft ntriangleright coloneqq
    eqqcolon colon
"""
_ARROWS = """
    to gets leftarrow rightarrow leftrightarrow uparrow downarrow updownarrow Leftarrow Rightarrow
    Leftrightarrow Uparrow Downarrow Updownarrow longleftarrow longrightarrow longleftrightarrow
    Longleftarrow Longrightarrow Longleftrightarrow iff implies impliedby mapsto longmapsto
    hookleftarrow hookrightarrow leftharpoonup leftharpoondown rightharpoonup rightharpoondown
    rightleftharpoons leftrightharpoons nearrow searrow swarrow nwarrow leadsto rightsquigarrow
    leftrightsquigarrow twoheadleftarrow twoheadrightarrow leftarrowtail rightarrowtail
    curvearrowleft curvearrowright circlearrowleft circlearrowright dashleftarrow dashrightarrow
    leftleftarrows rightrightarrows leftrightarrows rightleftarrows upuparrows downdownarrows
    upharpoonleft upharpoonright downharpoonleft downharpoonright multimap nleftarrow nrightarrow
    nLeftarrow nRightarrow nleftrightarrow nLeftrightarrow xleftarrow xrightarrow
"""
_ACCENTS = """
    hat widehat check tilde widetilde acute grave dot ddot dddot ddddot breve bar vec mathring
    overline underline overbrace underbrace overrightarrow overleftarrow overleftrightarrow
    underrightarrow underleftarrow overset underset stackrel u v H c k r d b t
"""
_SHAPES = """
    frac dfrac tfrac cfrac binom dbinom tbinom sqrt choose over atop substack sideset left right
    middle big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl biggr biggm Biggl Biggr Biggm
    langle rangle lceil rceil lfloor rfloor lbrace rbrace lbrack rbrack lvert rvert lVert rVert vert
    Vert lgroup rgroup lmoustache rmoustache ulcorner urcorner llcorner lrcorner backslash
    ldots cdots vdots ddots dots dotsb dotsc dotsi dotsm dotso quad qquad enspace thinspace
    medspace thickspace negthinspace negmedspace negthickspace phantom hphantom vphantom smash
    boxed displaystyle textstyle scriptstyle scriptscriptstyle hline
"""
_FONTS = """
    mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal boldsymbol bm pmb
    boldmath rm bf it sf tt cal frak Bbb em text textrm textbf textit textsf texttt textsc textsl
    textup textmd textnormal emph mbox operatorname mathop mathbin mathrel mathord mathopen
    mathclose mathinner mathpunct ensuremath textsuperscript textsubscript
"""
_TEXT = """
    textbackslash textasciitilde textasciicircum textbraceleft textbraceright textunderscore
    textdollar textless textgreater textbar textbullet textendash textemdash textdegree textmu
    texttimes textquoteleft textquoteright textquotedblleft textquotedblright textellipsis
    LaTeX TeX BibTeX
"""

COMMANDS = frozenset(
    (
        _GREEK + _LETTERS + _OPERATORS + _RELATIONS + _ARROWS + _ACCENTS + _SHAPES + _FONTS + _TEXT
    ).split()
)
"""Names without their backslash; ``begin`` and ``end`` are allowed by `ENVIRONMENTS`."""
SIGNS = frozenset("\\,;:!> {}|_%&#$'\"`^~=.-/()[]")
"""Other characters that may follow a backslash: blanks, accents, delimiters of formulas."""
ENVIRONMENTS = frozenset(
    f"{name}{star}"
    for name in (
        "equation", "align", "aligned", "alignat", "alignedat", "eqnarray", "gather", "gathered",
        "multline", "split", "displaymath", "math", "array", "matrix", "pmatrix", "bmatrix",
        "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "cases",
    )
    for star in ("", "*")
)  # fmt: skip
