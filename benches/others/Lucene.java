import java.nio.file.*;
import java.util.*;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.QueryBuilder;
import org.apache.lucene.util.Version;

/** Lucene PASSAGES QUERIES INDEX TIMES: indexes lines, asks queries, prints the times of each class. */
class Lucene {
    public static void main(String[] args) throws Exception {
        var analyzer = new EnglishAnalyzer();
        var folder = Path.of(args[2]);
        var started = System.nanoTime();
        try (var writer = new IndexWriter(FSDirectory.open(folder), new IndexWriterConfig(analyzer));
                var lines = Files.newBufferedReader(Path.of(args[0]))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var document = new Document();
                document.add(new TextField("text", line, Field.Store.YES));
                writer.addDocument(document);
            }
            writer.forceMerge(3);
        }
        var seconds = (System.nanoTime() - started) / 1e9;
        long size = 0;
        try (var files = Files.list(folder)) {
            for (var file : (Iterable<Path>) files::iterator) size += Files.size(file);
        }
        System.out.printf("%nLucene %s: indexed in %.1f s, %.1f MB (without stop words)%n",
                Version.LATEST, seconds, size / 1e6);
        var searcher = new IndexSearcher(DirectoryReader.open(FSDirectory.open(folder)));
        searcher.setQueryCache(null);
        var builder = new QueryBuilder(analyzer);
        var times = new LinkedHashMap<String, List<Double>>();
        var hits = new HashMap<String, Long>();
        var queries = Files.readAllLines(Path.of(args[1]));
        // The first rounds only warm up what compiles as it runs.
        for (int round = 0; round < 2; round++)
            for (var line : queries) ask(searcher, query(builder, line.split("\t")));
        for (var line : queries) {
            var parts = line.split("\t");
            double best = Double.MAX_VALUE;
            long found = 0;
            for (int i = 0; i < Integer.parseInt(args[3]); i++) {
                var start = System.nanoTime();
                found = ask(searcher, query(builder, parts));
                best = Math.min(best, (System.nanoTime() - start) / 1e6);
            }
            times.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(best);
            hits.merge(parts[0], found, Long::sum);
        }
        System.out.printf("%-20s %9s %9s %8s%n", "class", "p50 ms", "p99 ms", "hits");
        times.forEach((name, taken) -> {
            Collections.sort(taken);
            int last = taken.size() - 1;
            System.out.printf("%-20s %9.3f %9.3f %8d%n", name, taken.get(last / 2),
                    taken.get(last * 99 / 100), hits.get(name) / taken.size());
        });
    }

    static Query query(QueryBuilder builder, String[] parts) {
        var text = parts[2];
        var query = switch (parts[1]) {
            case "All" -> builder.createBooleanQuery("text", text, BooleanClause.Occur.MUST);
            case "Phrase" -> builder.createPhraseQuery("text", text);
            case "Prefix" -> new PrefixQuery(new Term("text", text));
            case "Fuzzy" -> new FuzzyQuery(new Term("text", text), 1);
            default -> builder.createBooleanQuery("text", text, BooleanClause.Occur.SHOULD);
        };
        return query == null ? new MatchNoDocsQuery() : query;
    }

    /** The best ten with their texts, and an exact count; hits without scores need a search of their own. */
    static long ask(IndexSearcher searcher, Query query) throws Exception {
        var top = searcher.search(query, 10);
        var fields = searcher.storedFields();
        for (var hit : top.scoreDocs) fields.document(hit.doc).get("text");
        return searcher.count(query);
    }
}
