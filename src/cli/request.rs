//! Flags → requests.

use anyhow::{Context as _, bail};

use super::args::{Cli, FilterArgs, QueryArgs};
use super::corrections;
use super::opened::Opened;
use super::output::Output;
use crate::article::SYNONYMS;
use crate::query::{
    Facet, Field, Filter, Grain, ParseOptions, Request, Synonyms, Warning, parse, parse_value,
};

/// A request with the words it was made from.
pub(super) struct Asked {
    /// The query as typed.
    pub(super) input: String,
    pub(super) request: Request,
    pub(super) warnings: Vec<Warning>,
    /// What is to be said of the index.
    pub(super) notes: Vec<String>,
}

impl Asked {
    /// Reads the query and the filters.
    pub(super) fn read(args: &QueryArgs) -> anyhow::Result<Self> {
        Self::read_query(args.query.join(" ").trim(), args)
    }

    /// Reads another query than that of the arguments, and their filters.
    pub(super) fn read_query(input: &str, args: &QueryArgs) -> anyhow::Result<Self> {
        let input = input.to_owned();
        let parsed = parse(&input, &ParseOptions { plain: args.plain })?;
        let ast = if args.said { parsed.ast.wrap_said() } else { parsed.ast };
        let request = Request::new(ast);
        let mut request = if args.any { request.any() } else { request };
        request.filters = filters(&args.filters)?;
        request.date_overlap = args.filters.date_overlap;
        Ok(Self { input, request, warnings: parsed.warnings, notes: Vec::new() })
    }

    /// Opens the index that is asked, and notes what is to be said of it.
    pub(super) fn open(&mut self, cli: &Cli, args: &QueryArgs) -> anyhow::Result<Opened> {
        let engine = Opened::of(cli)?;
        self.notes.extend(corrections::warning(&engine)?);
        synonyms(&engine, args)?.apply(&mut self.request);
        Ok(engine)
    }

    /// Says on stderr what was read otherwise than it may have been meant, and what is to be said
    /// of the index.
    pub(super) fn warn(&self, output: &Output) {
        for line in self.told() {
            output.note(&line);
        }
    }

    /// What [`warn`](Self::warn) says.
    pub(super) fn told(&self) -> impl Iterator<Item = String> {
        let warnings = self.warnings.iter().map(|warning| warning.render(&self.input));
        warnings.chain(self.notes.iter().cloned()).map(|line| format!("warning: {line}"))
    }
}

/// The synonyms that a query is to be read with: those of the file asked for, else of the one beside
/// the index; none where there is none.
pub(super) fn synonyms(engine: &Opened, args: &QueryArgs) -> anyhow::Result<Synonyms> {
    if args.no_synonyms {
        return Ok(Synonyms::default());
    }
    if let Some(file) = &args.synonyms {
        return Ok(Synonyms::read(file)?);
    }
    let file = engine.home().beside().map(|folder| folder.join(SYNONYMS));
    Ok(match file.filter(|file| file.exists()) {
        Some(file) => Synonyms::read(&file)?,
        None => Synonyms::default(),
    })
}

fn filters(args: &FilterArgs) -> anyhow::Result<Vec<Filter>> {
    let flags = [
        (Field::Speaker, &args.speaker),
        (Field::Person, &args.person),
        (Field::Org, &args.org),
        (Field::Date, &args.date),
        (Field::Mentioned, &args.mentioned),
        (Field::Published, &args.published),
        (Field::Outlet, &args.outlet),
        (Field::Byline, &args.byline),
        (Field::Section, &args.section),
        (Field::Lang, &args.lang),
    ];
    let mut filters = Vec::new();
    for (field, given) in flags {
        let values = given
            .iter()
            .map(|text| parse_value(field, text))
            .collect::<Result<Vec<_>, String>>()
            .map_err(anyhow::Error::msg)
            .with_context(|| format!("--{}", field.name()))?;
        if !values.is_empty() {
            filters.push(Filter { field, values });
        }
    }
    Ok(filters)
}

/// Reads `speaker`, `date:month` and `speaker*date:year`.
pub(super) fn facets(by: &[String], limit: usize) -> anyhow::Result<Vec<Facet>> {
    by.iter()
        .filter(|facet| !facet.trim().is_empty())
        .map(|facet| {
            let fields = facet.split('*').map(field).collect::<anyhow::Result<_>>()?;
            Ok(Facet { fields, limit })
        })
        .collect()
}

fn field(text: &str) -> anyhow::Result<(Field, Grain)> {
    let text = text.trim();
    let (name, grain) = text.split_once(':').unwrap_or((text, "year"));
    let known = || {
        let names =
            Field::ALL.iter().filter(|field| **field != Field::Id).map(|field| field.name());
        names.collect::<Vec<_>>().join(", ")
    };
    let field = match Field::named(name) {
        Some(field) if field != Field::Id => field,
        _ => bail!("{name}: no facet of that name; there are {}", known()),
    };
    let grain = match grain {
        "year" => Grain::Year,
        "month" => Grain::Month,
        "day" => Grain::Day,
        other => bail!("{name}:{other}: dates are counted by year, month or day"),
    };
    if text.contains(':') && !field.is_date() {
        bail!("{text}: only dates are counted by year, month or day");
    }
    Ok((field, grain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_are_read_with_their_grain() {
        let by = ["speaker".to_owned(), "date:month".to_owned(), "org*published".to_owned()];
        let facets = facets(&by, 5).unwrap();
        assert_eq!(facets[0].fields, [(Field::Speaker, Grain::Year)]);
        assert_eq!(facets[1].fields, [(Field::Date, Grain::Month)]);
        assert_eq!(facets[2].fields, [(Field::Org, Grain::Year), (Field::Published, Grain::Year)]);
    }

    #[test]
    fn an_unknown_facet_is_named_with_those_there_are() {
        let error = facets(&["color".to_owned()], 5).unwrap_err().to_string();
        assert!(error.starts_with("color: no facet of that name; there are speaker,"), "{error}");
        assert!(facets(&["speaker:month".to_owned()], 5).is_err());
        assert!(facets(&["date:week".to_owned()], 5).is_err());
    }
}
