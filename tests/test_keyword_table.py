"""A hundred keywords and texts of all kinds: what is found, and the few known errors."""

from collections import Counter

import pytest

from papertriage.topics import pattern
from papertriage.topics.keywords import Matcher, Text
from papertriage.topics.topic import Keyword, Topic

FOUND = {
    "accents": """
        Schrodinger bridge | A Schrödinger bridge for lamps
        Schrödinger bridge | The Schrodinger bridge
        naive Bayes | Naïve Bayes for kettles
        naïve Bayes | A naive Bayes model
        Gödel | On Godel numbers
        Erdos | Paul Erdős
        naive Bayes | A Na\\"ive Bayes model
        Poincaré ball | Poincar{\\'e} balls
    """,
    "Unicode forms": """
        diffusion | Diﬀusion of tea
        diffusion | dif\u00adfusion of tea
        diffusion | Ｄｉｆｆｕｓｉｏｎ of tea
        Ångström | Å\u030angström
        kettle | ｋettles
    """,
    "Greek": """
        TNF-α | effects of TNF-alpha
        TNF-alpha | effects of TNFα
        α-synuclein | Alpha-synuclein in rats
        β-VAE | a Beta-VAE
        beta-VAE | a $\\beta$-VAE
        NF-κB | NF-kappaB in cells
        NF-kappaB | NF-κB in cells
        IFN-γ | IFNγ levels
        μ-opioid | mu-opioid receptors
        Δ9-THC | delta-9-THC
    """,
    "sub- and superscripts, TeX": """
        CO2 | rising CO$_2$
        CO2 | rising CO₂
        CO2 | rising CO$_{\\text{2}}$
        L2 regularization | with $L_2$ regularization
        l1 norm | the $\\ell_1$ norm
        H2O | H$_2$O vapour
        PM2.5 | PM$_{2.5}$ in towns
        top-k attention | top-$k$ attention
        m2 | 30 m² of floor
    """,
    "scripts without blanks": """
        人脸识别 | 基于深度学习的人脸识别方法研究
        顔認識 | 深層学習による顔認識手法
        人脸* | 一种人脸检测方法
        癌 | 肺癌患者的生存
        知识蒸馏 | 用知识蒸馏压缩模型
        ディープラーニング | 新しいディープラーニングの手法
        การเรียนรู้ | ระบบการเรียนรู้ใหม่
        얼굴 인식 | 새로운 얼굴 인식 방법
    """,
    "British and American": """
        tumor segmentation | tumour segmentation
        tumour segmentation | tumor segmentation
        behavior cloning | Behaviour cloning
        quantization | post-training quantisation
        quantis* | quantized kettles
        color constancy | colour constancy
        leukemia | acute leukaemia
        anaesthesia | general anesthesia
        modeling | modelling of tea
        labelled data | labeled data
        center | the centre of it
        analyze | we analyse tea
        catalog | a catalogue of stars
        esophagus | the oesophagus
        defence | a defense
    """,
    "plurals": """
        low-rank matrix | low-rank matrices
        time series analysis | time series analyses
        corpus | two corpora
        vertex | its vertices
        hypothesis | hypotheses
        phenomenon | odd phenomena
        bacterium | bacteria
        mouse model | mice models
        policy | policies
        box | bounding boxes
        patch | patches
        bias | biases
        leaf | leaves
        child | children
        LLMs | an LLM
        LLM | LLMs
        faces | a face
        systems biology | system biology
        spectrum | spectra
        nucleus | nuclei
    """,
    "compounds": """
        fine-tuning | finetuning of models
        finetuning | fine-tuning of models
        finetuning | fine tuning of models
        pre-training | pretraining
        pretraining | pre-training
        multimodal | multi-modal
        multi-modal | multimodal
        dataset | two data sets
        data set | datasets
        self-attention | selfattention
        time series | timeseries
        anti-spoofing | antispoofing
        deepfake | deep-fakes
        superresolution | super-resolution
        topk | top-k
    """,
    "digits and acronyms": """
        COVID-19 | COVID19 in towns
        COVID19 | COVID-19 in towns
        GPT-4 | GPT4
        IL-6 | IL6
        U-Net | a UNet
        UNet | a U-Net
        3D | in 3-D
        YOLO | YOLOv8
        YOLOv8 | YOLO-v8
        SLAM | SLAM2
        ResNet | ResNet50
        k-NN | kNN
        Covid-19 | COVID-19
        ViT | ViT-B/16
    """,
    "possessives": """
        Parkinson disease | Parkinson's disease
        Parkinson's disease | Parkinson disease
        Alzheimer's disease | Alzheimer’s disease
        Alzheimer disease | Alzheimers disease
        Bayes' rule | the Bayes rule
    """,
}
NOT_FOUND = """
    notable | it is not able to
    GPS | a GP visits
    L2 | the L1 norm
    GPT-3 | GPT-4
    ViT | the vit of it
    SLAM | we slam it
    dynamics | dynamic programming
    logistics | logistic regression
    face | a facet, surfaces
    conv2d | conv3d
    four | for
    人脸 | 人的脸
"""
WRONG = {("topk", "top-k")}
"""Listed in docs/taxonomy.md."""


def _pairs(table: str) -> list[tuple[str, str]]:
    lines = [line.strip().partition(" | ") for line in table.splitlines() if line.strip()]
    return [(keyword, text) for keyword, _, text in lines]


def finds(keyword: str, text: str) -> bool:
    written = Keyword(text=keyword, phrases=pattern.parse(keyword), level="strong")
    matcher = Matcher([Topic(name="tea", title="Tea", keywords=(written,))])
    return bool(matcher.hits(Text.of(text, None)) and matcher.hits(Text.of(None, text)))


@pytest.mark.parametrize("kind", FOUND)
def test_keywords_find_what_they_mean(kind: str) -> None:
    """A keyword is found however a text writes it, except for the known errors."""
    missed = {pair for pair in _pairs(FOUND[kind]) if not finds(*pair)}

    assert missed == WRONG & {*_pairs(FOUND[kind])}


@pytest.mark.parametrize(("keyword", "text"), _pairs(NOT_FOUND))
def test_keywords_do_not_find_other_words(keyword: str, text: str) -> None:
    """The fold does not make one word of two words with other meanings."""
    assert not finds(keyword, text)


def test_the_table_has_a_hundred_cases() -> None:
    """At least a hundred, of which at most one in twenty is wrong."""
    pairs = [pair for table in FOUND.values() for pair in _pairs(table)]

    assert len(pairs) >= 100
    assert max(Counter(pairs).values()) == 1
    assert len(WRONG) <= 0.05 * len(pairs)
