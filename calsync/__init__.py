"""calsync plans the follow-up after a job interview as reminders, follows an application to its end, and
keeps the reminders in a calendar, where it finds the interviews and hears what the person answers.

The way through: an invitation or typed facts become an Interview; a Cadence, the employer's working days, the
stated decision and what has happened make Reminders of it; they become iCalendar. What is tracked is a log of
what was told; plans are worked out from it and never stored. Listening to a calendar and reconciling it with
what was last agreed yields operations; a store carries them out.

    planning/        what to remind of, and when; pure
      interview.py     Interview, Interviewer, Kind, Decision: the values everything is about
      facts.py         what one event says; versions.py which version counts; loops.py events to interviews
      typed.py         what the person typed, overruling an invitation or standing alone; people.py
      decision.py      "by the end of next week" to a date: phrases.py the rows, phrase_tokens.py words,
                       phrase_match.py a row against them, phrase_meanings.py and phrase_values.py its day
      when.py          "yesterday", "Tue 14:00": when something was, or is to be
      answer.py        "sent Tuesday", "offer until 4 Dec" to what it means (answer_meanings.py): its parts
                       answer_text.py, one of them answer_statement.py, phrases answer_line.py, days
                       answer_days.py, people answer_people.py, the words answer_words.py, answers/*.toml;
                       answer_said.py how several were read
      workdays.py      the employer's working days; wallclock.py local time to instant
      cadence.py       steps and their windows; cadence_table.py from TOML, cadence_checks.py what makes no
                       sense; cadences/*.toml the built-in ones, common.toml what all of them get
      rules.py         how an interview is to be planned: wishes, and by what
      history.py       what has happened to an interview; tracked.py an interview that is remembered
      plan.py          interview + cadence + working days + history to reminders; placement.py and
                       good_hour.py where in the window (place.py); due.py what is due;
                       need.py what is to stand in a calendar; question.py what a reminder asks
      rounds.py        rounds that are one application; elsewhere.py what an offer means for the others;
                       employer_limit.py how many messages; applications.py all of that together
      recognition.py   whether a new event is one that is tracked already
      saying.py        how dates are said; plaintext.py text that is safe to show
    messages/        what to write; pure
      wording.py       title and body of a reminder; answering.py the line for an answer, and how it was read
      draft.py         the message for a step: draft_facts.py what is known, draft_template.py filling in,
                       templates/* our wording
      review.py        a message held against the rules: review_text.py its parts, review_names.py names,
                       rules.py and rules.toml the rules, phrases.py finding words
    ical/            iCalendar bytes to facts, and reminders to bytes; pure; the one door to icalendar
      invite.py        a file or a mail to facts: event_times.py when, event_people.py who, clues.py what
      stream.py        bytes to blocks of lines (lines.py): decoding.py, content_line.py, property_names.py
      mail.py          the calendars in a mail: mail_shape.py, mail_parts.py; markup.py HTML to text
      series.py        the times of a repeating event
      times.py         one date or time; zones.py a zone's name, zone_names.py the odd ones, vtimezone.py a
                       file's own rules, text_zones.py zones a text speaks of
      people.py        one guest; names.py what a name looks like, agenda.py people in a text; links.py
      titles.py        a title's parts; headline.py, labelled.py, sentences.py, company.py, kinds.py read them
      words.toml       all the words by which invitations are understood: words.py, phrase_table.py
      reminder.py      a reminder as a component; identity.py its UID, fingerprint.py whether two say the same
      sighting.py      interviews among the events of a calendar: event_stream.py reads them, clue_scores.py
                       weighs the signs of scan_signs.py and scan_people.py by scan.toml (scan_words.py)
      item.py          what an object in a calendar says; merge.py what changed of ours written into it
    diskfile.py      making and replacing a file whole or not at all
    sync/            how the plan and a calendar come to agree; pure but for run, act, undo and listing
      store.py         what a calendar can do; ledger.py what was agreed, and is attempted
      run.py           one run: listing.py looks, listen.py hears the person (reader.py what was typed,
                       answers.py where),
                       wanted.py is the plan,
                       reconcile.py decides, act.py does it; report.py what came of it; undo.py back again
    stores/          where reminders live
      ics_file.py      files that are written: one, or one for each (ics_folder.py); refusals.py
      vdir.py          a folder to sync with; memory.py a calendar in memory
      dav.py           a CalDAV calendar; dav_connection.py the way there (dav_wire.py, dav_session.py),
                       dav_xml.py what is asked, dav_verdict.py and dav_faults.py what an answer means
      dav_events.py    reading any calendar, and nothing more
      dav_discovery.py finding calendars; dav_providers.py, dav_trial.py what works; dav_address.py
      secrets.py       passwords; caldav_file.py the configuration others use
    tracker/         what is remembered, in one SQLite file; the one door to sqlite3
      log.py           commands and what they changed: add, fold, undo; schema.py the file and its versions
      rows.py          values to rows and back; cells.py times, zones and dates in them
      ledger.py        what a sync agreed on with each calendar, and its runs; turn.py one sync at a time
      faults.py        what goes wrong with the file, in words (driver.py); copy.py the backup
    config.py        the settings; accounts.py the calendar accounts; config_change.py changing their files
    daysoff.py       countries, holidays, zones: fills a WorkCalendar
    cadence_files.py built-in and own cadences from disk
    api.py           the public functions
    cli/             the command line: *_cmd.py options, *_run.py the work, *_text.py and *_json.py the words
      desk.py          what each command about tracked interviews begins with; rules.py how they are planned
      refs.py          handles, steps and people as typed; changes.py what a command changed
      track_run.py     a run of `track`: remembering.py inputs against what is known, memory.py what that is;
                       inputs.py what plan and track say alike of inputs
      told_run.py      done, skip, move, decision, note; outcome_run.py, archive_run.py; report.py and
                       typed_time.py what they share; keep_run.py undo, export, backup; draft_run.py
      telling.py       a few words and what follows from them: telling_steps.py, telling_news.py,
                       telling_outcome.py, telling_choice.py which reminder is meant; tell_run.py, heard.py
      scan_run.py      a run of `scan`: scan_sources.py where events are, scan_sort.py what they are to us,
                       scan_report.py what came of it, scan_out.py shows it and asks, scan_text.py and
                       scan_json.py; scan_sync.py before a sync, scanned.py
      sync_run.py      a run of `sync`: sync_side.py the calendar, sync_out.py shows it, sync_text.py and
                       sync_json.py; watch_run.py again and again, watch_timer.py
      account_run.py   accounts and signing in; account_add.py with account_where.py, account_signing.py,
                       account_calendar.py; asking.py questions at the terminal
      target.py        where reminders are to be written; writing.py writing them there
      home.py          where things are; clock.py the only look at the clock

Imports point downwards only: (cli, api), config_change, accounts, (daysoff, stores, cadence_files, tracker,
config), sync, (diskfile, ical), messages, planning, errors. The names below are the public interface; they
load what they need on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calsync.api import load_cadence, plan, read_decision, read_invitation, to_ical, work_calendar
    from calsync.errors import CalsyncError
    from calsync.planning.interview import Decision, Interview, Interviewer, Kind
    from calsync.planning.plan import Reminder

__version__ = "0.1.0"

__all__ = [
    "CalsyncError",
    "Decision",
    "Interview",
    "Interviewer",
    "Kind",
    "Reminder",
    "load_cadence",
    "plan",
    "read_decision",
    "read_invitation",
    "to_ical",
    "work_calendar",
]

_HOMES = {
    "CalsyncError": "calsync.errors",
    "Decision": "calsync.planning.interview",
    "Interview": "calsync.planning.interview",
    "Interviewer": "calsync.planning.interview",
    "Kind": "calsync.planning.interview",
    "Reminder": "calsync.planning.plan",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'calsync' has no attribute '{name}'")
    value: object = getattr(import_module(_HOMES.get(name, "calsync.api")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
