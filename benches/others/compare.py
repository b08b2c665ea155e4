#!/usr/bin/env python3
"""compare.py DIR: the passages and queries that `benches/tantivy` wrote to DIR, on other engines.

Prints, by engine, the time and size of the index, and p50 and p99 of each class of queries in ms: the
best ten with their texts and an exact count of all hits. Each query is asked TIMES times (3), the
best time counts; of a class that takes long, as many as fit in LONGEST seconds (20). All stem English
words; indexes are made in DIR and removed.
"""
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import time

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else sys.exit(__doc__))
HERE = pathlib.Path(__file__).parent
TIMES = int(os.environ.get("TIMES", 3))
LONGEST = float(os.environ.get("LONGEST", 20))
TOP = 10


def passages():
    with open(FOLDER / "passages.jsonl", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def queries():
    with open(FOLDER / "queries.tsv", encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def size(path):
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def report(engine, seconds, path, ask):
    """Asks every query; `ask` gives the number of hits, or None for a class it cannot answer."""
    times, hits, spent = {}, {}, {}
    for name, words, text in queries():
        if spent.get(name, 0) > LONGEST:
            continue
        begun = time.perf_counter()
        best = None
        for _ in range(TIMES):
            started = time.perf_counter()
            found = ask(words, text)
            took = (time.perf_counter() - started) * 1e3
            if found is None:
                break
            best = took if best is None else min(best, took)
        spent[name] = spent.get(name, 0) + time.perf_counter() - begun
        if best is not None:
            times.setdefault(name, []).append(best)
            hits.setdefault(name, []).append(found)
    print(f"\n{engine}: indexed in {seconds:.1f} s, {size(path) / 1e6:.1f} MB")
    print(f"{'class':<20} {'p50 ms':>9} {'p99 ms':>9} {'hits':>8} {'asked':>6}")
    for name, taken in times.items():
        taken.sort()
        last = len(taken) - 1
        p50, p99 = taken[last // 2], taken[last * 99 // 100]
        print(f"{name:<20} {p50:>9.3f} {p99:>9.3f} {sum(hits[name]) // len(taken):>8} {len(taken):>6}")


def left_out(engine, why):
    print(f"\n{engine}: LEFT OUT, {why}", file=sys.stderr)


def fts5():
    path = FOLDER / "fts5.sqlite"
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.execute("pragma journal_mode = off")
    started = time.perf_counter()
    try:
        base.execute("create virtual table p using fts5(text, tokenize = 'porter unicode61')")
    except sqlite3.OperationalError as error:
        return left_out("SQLite FTS5", error)
    base.executemany("insert into p values (?)", ((text,) for text in passages()))
    base.execute("insert into p(p) values ('optimize')")
    base.commit()
    seconds = time.perf_counter() - started

    def ask(words, text):
        terms = [f'"{word}"' for word in text.split()]
        if words == "Fuzzy":
            return None
        match = {
            "All": " ".join(terms),
            "Any": " OR ".join(terms),
            "Phrase": f'"{text}"',
            "Prefix": f"{text}*",
        }[words]
        best = "select text from p where p match ? order by rank limit ?"
        base.execute(best, (match, TOP)).fetchall()
        return base.execute("select count(*) from p where p match ?", (match,)).fetchone()[0]

    report(f"SQLite FTS5 {sqlite3.sqlite_version}", seconds, path, ask)
    base.close()
    path.unlink()


def xapian_engine():
    try:
        import xapian
    except ImportError as error:
        return left_out("Xapian", error)
    path = FOLDER / "xapian"
    shutil.rmtree(path, ignore_errors=True)
    stem = xapian.Stem("en")
    terms = xapian.TermGenerator()
    terms.set_stemmer(stem)
    started = time.perf_counter()
    base = xapian.WritableDatabase(str(path), xapian.DB_CREATE)
    for text in passages():
        document = xapian.Document()
        document.set_data(text)
        terms.set_document(document)
        terms.index_text(text)
        base.add_document(document)
    base.commit()
    base.close()
    seconds = time.perf_counter() - started
    base = xapian.Database(str(path))
    parser = xapian.QueryParser()
    parser.set_stemmer(stem)
    parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
    parser.set_database(base)
    flags = xapian.QueryParser.FLAG_PHRASE | xapian.QueryParser.FLAG_WILDCARD

    def ask(words, text):
        if words == "Fuzzy":
            return None
        every = words == "All"
        parser.set_default_op(xapian.Query.OP_AND if every else xapian.Query.OP_OR)
        typed = {"Phrase": f'"{text}"', "Prefix": f"{text}*"}.get(words, text.lower())
        search = xapian.Enquire(base)
        search.set_query(parser.parse_query(typed, flags))
        # An exact count needs every document to be looked at.
        found = search.get_mset(0, TOP, base.get_doccount())
        for hit in found:
            hit.document.get_data()
        return found.get_matches_estimated()

    report(f"Xapian {xapian.version_string()}", seconds, path, ask)
    base.close()
    shutil.rmtree(path)


def lucene():
    jar, java = os.environ.get("LUCENE"), os.environ.get("JAVA", "java")
    if not jar:
        return left_out("Lucene", "LUCENE names no jar")
    path = FOLDER / "lucene"
    shutil.rmtree(path, ignore_errors=True)
    plain, asked = FOLDER / "passages.txt", FOLDER / "queries.tsv"
    with open(plain, "w", encoding="utf-8") as out:
        out.writelines(re.sub(r"\s+", " ", text) + "\n" for text in passages())
    run = [java, "-cp", jar, str(HERE / "Lucene.java"), plain, asked, path, str(TIMES)]
    try:
        if subprocess.run(run, check=False).returncode != 0:
            left_out("Lucene", "the program failed")
    except OSError as error:
        left_out("Lucene", error)
    plain.unlink()
    shutil.rmtree(path, ignore_errors=True)


engines = {"fts5": fts5, "xapian": xapian_engine, "lucene": lucene}
for name in sys.argv[2:] or engines:
    engines[name]()
    sys.stdout.flush()
