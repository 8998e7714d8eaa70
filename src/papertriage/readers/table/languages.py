"""Names of columns in languages other than English."""

_NAMES = {
    "title": "titel | titre | título | titulo | titolo | tytuł | titul | название | заголовок"
    " | 标题 | 题名 | 篇名 | 論文名 | 论文题目 | タイトル | 題名 | 제목",
    "authors": "autor | autoren | autor(en) | verfasser | auteur | auteurs | autores | autore"
    " | autor(a) | autor(es) | autori | autorzy | автор | авторы | 作者 | 著者 | 著者名 | 저자",
    "year": "jahr | erscheinungsjahr | ano de publicação | ano de defesa | año de publicación"
    " | année de publication | année | annee | año | ano | anno | rok | jaar | год | 年"
    " | 年份 | 出版年 | 发表年份 | 発行年 | 연도",
    "date": "datum | fecha | data | data de publicação | дата | 日期 | 发表时间 | 出版日期",
    "journal": "zeitschrift | revue | revista | periódico | rivista | czasopismo | tijdschrift"
    " | журнал | источник | 期刊 | 刊名 | 来源 | 文献来源 | 雑誌 | 雑誌名 | 저널",
    "abstract": "zusammenfassung | kurzfassung | résumé | resume | resumen | resumo | riassunto"
    " | resumo em português | sommario | streszczenie | samenvatting | аннотация | реферат"
    " | 摘要 | 抄録 | 要旨 | 초록",
    "keywords": "schlagwörter | schlagworte | stichwörter | mots clés | mots-clés"
    " | palabras clave | palavras chave | parole chiave | słowa kluczowe | trefwoorden"
    " | assuntos | assuntos em português | ключевые слова | 关键词 | 关键字 | キーワード | 키워드",
    "volume": "band | jahrgang | tome | volumen | tom | том | 卷 | 巻",
    "issue": "heft | ausgabe | numéro | número | numero | fascicolo | номер | выпуск | 期 | 号",
    "pages": "seiten | páginas | paginas | pagine | strony | страницы | 页码 | 页 | ページ",
    "url": "link de acesso | enlace | lien | 链接 | リンク",
    "publisher": "verlag | éditeur | editorial | editora | editore | издательство | 出版社",
    "language": "sprache | langue | idioma | lingua | język | язык | 语言 | 言語",
    "type": "dokumenttyp | type de document | tipo de documento | тип | 文献类型",
}
TRANSLATED = {
    name.replace("-", " "): english
    for english, names in _NAMES.items()
    for name in names.split(" | ")
}
"""From a name in its normal form to the English one."""
