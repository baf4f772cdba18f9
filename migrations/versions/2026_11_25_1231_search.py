"""Search in several languages: a configuration for each that PostgreSQL stems, and what seeks with them.

`unaccent` is not immutable, so nothing is made by an index or a generated column: vectors are stored. A lexeme with a
space before it, which no text gives, says which call and language an application is of: the index itself keeps other
calls' applications out, and each is sought as its own language is stemmed.
"""

from alembic import op

revision = "2026_11_25_1231_search"
down_revision = "2026_11_25_1230_lists"
branch_labels = None
depends_on = None

LANGUAGES = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "simple": "simple",
}  # fmt: skip

QUERY = """
CREATE FUNCTION application_query(config regconfig, words text, starts text[], left_out text[])
RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
DECLARE
  found tsquery := websearch_to_tsquery(config, words);
  part text;
BEGIN
  FOREACH part IN ARRAY starts LOOP
    found := found && to_tsquery(config, quote_literal(part) || ':*');
  END LOOP;
  FOREACH part IN ARRAY left_out LOOP
    found := found && !! to_tsquery(config, quote_literal(part) || ':*');
  END LOOP;
  RETURN found;
END $$
"""
# Bitmaps of the GIN index only: the planner does not count what it costs to read long vectors row by row.
MATCHING = """
CREATE FUNCTION application_matching(calls uuid[], words text, starts text[], left_out text[], blind boolean)
RETURNS TABLE (application_id uuid, rank real) LANGUAGE plpgsql STABLE ROWS 500
SET enable_seqscan = off SET enable_indexscan = off SET max_parallel_workers_per_gather = 0 AS $$
#variable_conflict use_column
DECLARE
  within text := (SELECT string_agg(quote_literal(' ' || one), ' | ') FROM unnest(calls) one);
  query tsquery;
  ranked tsquery;
BEGIN
  WITH RECURSIVE spoken AS (
    SELECT min(language) AS language FROM application_index
    UNION ALL
    SELECT (SELECT min(i.language) FROM application_index i WHERE i.language > spoken.language)
    FROM spoken WHERE spoken.language IS NOT NULL
  ), asked AS (
    SELECT language, application_query(('cw_' || language)::regconfig, words, starts, left_out) AS query
    FROM spoken WHERE language IS NOT NULL
  )
  SELECT string_agg(format('%s & (%s)', quote_literal(' ' || language), asked.query), ' | ')::tsquery,
         replace(string_agg(asked.query::text, ' | '), ' & ', ' | ')::tsquery
  INTO query, ranked FROM asked WHERE numnode(asked.query) > 0;
  IF query IS NULL OR within IS NULL THEN
    RETURN;
  END IF;
  query := within::tsquery && query;
  -- Few are ranked by all they say, thousands by title, names and short answers.
  IF blind THEN
    RETURN QUERY SELECT i.application_id,
      CASE WHEN count(*) OVER () <= 200 THEN ts_rank(i.blind_words, ranked) ELSE ts_rank(i.blind_heads, ranked) END
    FROM application_index i WHERE i.blind_words @@ query;
  ELSE
    RETURN QUERY SELECT i.application_id,
      CASE WHEN count(*) OVER () <= 200 THEN ts_rank(i.words, ranked) ELSE ts_rank(i.heads, ranked) END
    FROM application_index i WHERE i.words @@ query;
  END IF;
END $$
"""
# Rows that the background fills: what was sent last of each application.
BACKFILL = """
INSERT INTO application_index
  (application_id, call_id, submission_id, language, heads, words, blind_heads, blind_words, facets, revision)
SELECT DISTINCT ON (s.application_id) s.application_id, a.call_id, s.id, 'simple', '', '', '', '', '{}', 0
FROM submission s JOIN application a ON a.id = s.application_id
ORDER BY s.application_id, s.submitted_at DESC, s.number DESC
"""


def upgrade() -> None:
    """Make configurations and functions, and a row for every application that was sent."""
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    for code, name in LANGUAGES.items():
        stemmer = "simple" if code == "simple" else f"{name}_stem"
        op.execute(f"CREATE TEXT SEARCH CONFIGURATION cw_{code} (COPY = pg_catalog.{name})")
        op.execute(
            f"ALTER TEXT SEARCH CONFIGURATION cw_{code}"
            f" ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {stemmer}"
        )
    op.execute(QUERY)
    op.execute(MATCHING)
    op.execute(BACKFILL)


def downgrade() -> None:
    """Drop them; the rows go with their table."""
    op.execute("DROP FUNCTION application_matching(uuid[], text, text[], text[], boolean)")
    op.execute("DROP FUNCTION application_query(regconfig, text, text[], text[])")
    for code in LANGUAGES:
        op.execute(f"DROP TEXT SEARCH CONFIGURATION cw_{code}")
