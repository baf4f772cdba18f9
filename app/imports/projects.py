"""Projects of a registry of digital public goods, read as applications to a historical call."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.applications.service import records
from app.applications.types import State
from app.calls.rules import forms
from app.identity.service import organisations
from app.imports.reading import Report, Row, Watch, chunks, unwatched
from app.kernel.work import Work

STATES: Mapping[str, State] = {
    "dpg": State.ACCEPTED,
    "nominee": State.IN_REVIEW,
    "ineligible": State.INELIGIBLE,
}
COUNTRIES = ("development_countries", "deployment_countries")
# Where the source keeps the answer to a question of the screening: below "answers".
SCREENING: Mapping[str, tuple[str, ...]] = {
    "ownership_explicit": ("clearOwnership", "isOwnershipExplicit"),
    "copyright_url": ("clearOwnership", "copyrightURL"),
    "restrictive_dependencies": ("platformIndependence", "mandatoryDepsCreateMoreRestrictions"),
    "platform_independent": ("platformIndependence", "isSoftwarePltIndependent"),
    "platform_independence": ("platformIndependence", "pltIndependenceDesc"),
    "documentation_available": ("documentation", "isDocumentationAvailable"),
    "documentation": ("documentation", "documentationURL"),
    "collects_non_pii": ("NonPII", "collectsNonPII"),
    "non_pii_accessible": ("NonPII", "checkNonPIIAccessMechanism"),
    "non_pii_mechanism": ("NonPII", "nonPIIAccessMechanism"),
    "privacy_compliant": ("privacy", "isPrivacyCompliant"),
    "privacy_laws": ("privacy", "privacyComplianceList"),
    "privacy_steps": ("privacy", "adherenceSteps"),
    "supports_standards": ("standards", "supportStandards"),
    "standards": ("standards", "standardsList"),
    "standards_evidence": ("standards", "evidenceStandardSupport"),
    "follows_best_practices": ("standards", "implementBestPractices"),
    "best_practices": ("standards", "bestPracticesList"),
    "prevents_harm": ("doNoHarm", "preventHarm", "stepsToPreventHarm"),
    "harm_mechanisms": ("doNoHarm", "preventHarm", "additionalInfoMechanismProcessesPolicies"),
    "collects_pii": ("doNoHarm", "dataPrivacySecurity", "collectsPII"),
    "pii_types": ("doNoHarm", "dataPrivacySecurity", "typesOfDataCollected"),
    "shares_data": ("doNoHarm", "dataPrivacySecurity", "thirdPartyDataSharing"),
    "sharing_circumstances": ("doNoHarm", "dataPrivacySecurity", "dataSharingCircumstances"),
    "ensures_security": ("doNoHarm", "dataPrivacySecurity", "ensurePrivacySecurity"),
    "security_steps": ("doNoHarm", "dataPrivacySecurity", "privacySecurityDescription"),
    "holds_content": ("doNoHarm", "inappropriateIllegalContent", "collectStoreDistribute"),
    "content_kinds": ("doNoHarm", "inappropriateIllegalContent", "type"),
    "content_policy": ("doNoHarm", "inappropriateIllegalContent", "contentFilter"),
    "content_policy_url": ("doNoHarm", "inappropriateIllegalContent", "policyGuidelinesDocumentationLink"),
    "content_detection": ("doNoHarm", "inappropriateIllegalContent", "illegalContentDetection"),
    "content_mechanism": ("doNoHarm", "inappropriateIllegalContent", "illegalContentDetectionMechanism"),
    "user_interaction": ("doNoHarm", "protectionFromHarassment", "userInteraction"),
    "protects_minors": ("doNoHarm", "protectionFromHarassment", "addressSafetySecurityUnderageUsers"),
    "minors_steps": ("doNoHarm", "protectionFromHarassment", "stepsAddressRiskPreventSafetyUnderageUsers"),
    "protects_from_harassment": ("doNoHarm", "protectionFromHarassment", "griefAbuseHarassmentProtection"),
    "harassment_steps": ("doNoHarm", "protectionFromHarassment", "harassmentProtectionSteps"),
}

# What each list holds: words, numbers, or objects with these fields.
LISTS: Mapping[str, type | tuple[str, ...]] = {
    **dict.fromkeys((*COUNTRIES, "aliases", "categories", "sectors", "repositories"), str),
    "sdgs": int,
    "sdg_evidence": ("sdg",),
    "organisations": ("name", "role"),
    "licences": ("spdx",),
}


@dataclass(frozen=True, slots=True)
class Project:
    """One project as it will be loaded; `owner` is (name, country, website)."""

    source_key: str
    title: str
    state: State
    owner: tuple[str, str | None, str | None]
    answers: dict[str, Any]
    ended_reason: str | None
    facts: dict[str, Any]


def read(
    rows: Iterable[tuple[int, Row]], report: Report, *, countries: Collection[str], form: Mapping[str, Any]
) -> list[Project]:
    """The projects in `rows`; what cannot be read as the form means it is noted and kept as it was written."""
    return [one for number, row in rows if (one := _project(number, row, report, countries, form)) is not None]


def load(
    work: Work,
    projects: list[Project],
    report: Report,
    *,
    call_id: UUID,
    stage_id: UUID,
    watch: Watch = unwatched,
) -> dict[str, records.Loaded]:
    """Load the projects that the call does not have yet; returns the call's applications by source key."""
    known = records.load(work, call_id, stage_id, [])
    fresh = [one for one in projects if one.source_key not in known]
    report.known += len(projects) - len(fresh)
    for some in watch("Loading projects", chunks(fresh)):
        known = records.load(work, call_id, stage_id, [_record(work, one) for one in some])
        report.loaded += len(some)
    return known


def _record(work: Work, project: Project) -> records.Record:
    name, country, website = project.owner
    return records.Record(
        source_key=project.source_key,
        title=project.title,
        organisation_id=organisations.ensure(work, name, country=country, website=website),
        state=project.state,
        answers=project.answers,
        submitted_at=None,
        ended_reason=project.ended_reason,
        facts=project.facts,
    )


def _project(
    number: int, row: Row, report: Report, countries: Collection[str], form: Mapping[str, Any]
) -> Project | None:
    row = {name: value for name, value in row.items() if value is not None}
    for name in ("id", "name", "outcome"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            report.leave_out(number, name, "missing")
            return None
    if row["outcome"] not in STATES:
        report.leave_out(number, "outcome", f"unknown outcome: {row['outcome']}")
        return None
    if odd := next((name for name in LISTS if not _is_list(row.get(name, []), LISTS[name])), ""):
        report.leave_out(number, odd, "not a list of what it should hold")
        return None
    unlisted = [(name, code) for name in COUNTRIES for code in row.get(name, []) if code not in countries]
    for name, code in unlisted:
        report.note(number, name, f"{code} is not in ISO 3166-1; kept as written")
    answers = answers_of(row)
    for problem in forms.check_answers(form, answers, complete=False):
        report.note(number, problem.question, f"{problem.code}; kept as written")
    return Project(
        source_key=row["id"],
        title=row["name"],
        state=STATES[row["outcome"]],
        owner=_owner(number, row, report),
        answers=answers,
        ended_reason=_reason(number, row, report),
        facts={"source": row.get("source", ""), "outcome": row["outcome"], "dates": "not_recorded"}
        | ({"ended_on": ended["date"]} if "date" in (ended := _exclusion(row)) else {}),
    )


def _is_list(value: object, holds: type | tuple[str, ...]) -> bool:
    if not isinstance(value, list):
        return False
    if isinstance(holds, tuple):
        return all(isinstance(one, Mapping) and set(holds) <= set(one) for one in value)
    return all(isinstance(one, holds) for one in value)


def _exclusion(row: Row) -> Row:
    found = row.get("exclusion")
    return found if isinstance(found, Mapping) else {}


def _owner(number: int, row: Row, report: Report) -> tuple[str, str | None, str | None]:
    """The organisation that owns the project: the first named as owner, or the first there is."""
    listed = row.get("organisations", [])
    owners = [one for one in listed if one.get("role") == "owner"] or listed
    if not owners:
        report.note(number, "organisations", "none named; the project stands for its own")
        return row["name"], None, row.get("website")
    made_in = row.get("development_countries", [])
    return owners[0]["name"], made_in[0] if len(made_in) == 1 else None, owners[0].get("website")


def _reason(number: int, row: Row, report: Report) -> str | None:
    if row["outcome"] != "ineligible":
        return None
    reason = _exclusion(row).get("reason")
    if not reason:
        report.note(number, "exclusion", "no reason recorded")
    return reason or None


def answers_of(row: Row) -> dict[str, Any]:
    """A project's facts as answers to the questions of the registry's form."""
    answers: dict[str, Any] = {
        "description": row.get("description"),
        "website": row.get("website"),
        "aliases": _lines(row.get("aliases")),
        "categories": row.get("categories"),
        "sectors": _lines(row.get("sectors")),
        "sdgs": [f"sdg-{number}" for number in row.get("sdgs", [])],
        "sdg_evidence": _evidence(row.get("sdg_evidence", [])),
        "organisations": _lines(f"{one['name']} ({one['role']})" for one in row.get("organisations", [])),
        "licences": _lines(f"{one['spdx']} {one.get('url', '')}".strip() for one in row.get("licences", [])),
        "repositories": _lines(row.get("repositories")),
        **{name: row.get(name) for name in COUNTRIES},
        **{key: _screened(row.get("answers", {}), path) for key, path in SCREENING.items()},
    }
    return forms.drop_unanswered(answers)


def _evidence(listed: Iterable[Row]) -> str:
    return "\n\n".join(
        " ".join(part for part in (f"SDG {one['sdg']}:", one.get("text"), one.get("url")) if part) for one in listed
    )


def _screened(answers: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        answers = answers.get(step) if isinstance(answers, Mapping) else None
    if answers in {"Yes", "No", "Unknown"} if isinstance(answers, str) else False:
        return answers.lower()
    return _lines(answers) if isinstance(answers, list) else answers


def _lines(values: Iterable[Any] | None) -> str:
    return "\n".join(str(value) for value in values or ())
