"""`calsync draft` and `calsync review`: their options. `draft_run` does the work."""

from __future__ import annotations

import click

from calsync.cli.json_option import json_option


@click.command("draft", short_help="Print what to write for a step.")
@click.argument("ref")
@click.argument("step")
@click.option("--to", metavar="NAME", help="Only the message to this person.")
@json_option
def draft(*, ref: str, step: str, to: str | None, as_json: bool) -> None:
    """Print what to write for a step: subject, body, and a link that opens it in your mail program.

    What only you know is a gap in [brackets]; what you kept with `calsync note` fills it. Where a step is
    for several people there is one message for each. Your own wording goes into the templates folder beside
    your settings, as STEP.txt or STEP--KIND.txt.

    \b
    calsync draft acme-final thank-you --to Sarah
    """
    from calsync.cli.desk import open_desk
    from calsync.cli.draft_run import draft_json, draft_lines, drafts_for

    desk = open_desk()
    one = desk.find(ref)
    written = drafts_for(desk, one, step, to=to)
    if as_json:
        click.echo(draft_json(one, written))
    else:
        for line in draft_lines(written):
            click.echo(line)


@click.command("review", short_help="Hold a message against the guides.")
@click.argument("file")
@click.option(
    "--for", "for_", required=True, metavar="REF:STEP", help="What it is for: acme-final:thank-you."
)
@click.option("--to", metavar="NAME", help="Whom it is to. [from its greeting or its To line]")
@json_option
def review(*, file: str, for_: str, to: str | None, as_json: bool) -> int:
    """Hold a message against what the guides say: its length, what it needs, what it must not say.

    FILE is a text, a mail saved as .eml, or - for standard input. Prints a line for each thing to mend, as
    FILE:LINE: RULE: why; exits with 0 if there is none and with 5 if there is.

    \b
    calsync review thanks.txt --for acme-final:thank-you
    """
    from calsync.cli.desk import open_desk
    from calsync.cli.draft_run import read_text, review_json, review_lines, reviewed
    from calsync.errors import NeedsPerson

    ref, colon, step = for_.strip().rpartition(":")
    if not colon or not ref or not step:
        raise click.UsageError("--for wants an interview and a step, as in acme-final:thank-you.")
    text = read_text(file)
    desk = open_desk()
    one = desk.find(ref)
    findings = reviewed(desk, one, step, to=to, text=text)
    if as_json:
        click.echo(review_json(file, findings))
    else:
        for line in review_lines(file, findings):
            click.echo(line)
    return NeedsPerson.exit_code if findings else 0
