"""Looks at the status board with a real browser, as its readers do, and ends with 1 and a sentence when something is not so.

  browse.py read --url http://127.0.0.1:8410/ --computer A101-42    during a running campaign
  browse.py lose --url http://127.0.0.1:8410/                      says "open" when a page is open, and waits for the board to go
  browse.py empty --url http://127.0.0.1:8410/                     before the first campaign
  browse.py shots --url http://127.0.0.1:8410/ --out FOLDER                    pictures, to be looked at by people

The browser is the system's Chromium. It can resolve no name and reach no other host.
"""

import argparse
import os
import pathlib
import re
import sys

import axe_playwright_python
from playwright.sync_api import sync_playwright, expect

# What is waited for comes at last; a busy machine may stand still for a while.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
BROWSER = os.environ.get("ROLLCALL_TEST_BROWSER", "/usr/bin/chromium")
AXE = pathlib.Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
PAGES = ["", "jobs", "jobs?state=failed", "computers", "licences", "health"]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


class Wrong(Exception):
    """What is not as it should be, in a sentence."""


def check(condition, sentence):
    if not condition:
        raise Wrong(sentence)


class Reader:
    """A browser's window that notes what goes wrong in it and where it asks."""

    def __init__(self, browser, url, **options):
        self.url = url
        self.wrongs = []
        self.context = browser.new_context(**{"viewport": DESK, "locale": "en-GB", "timezone_id": "Asia/Taipei", **options})
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda message: message.type in ("error", "warning") and self.wrongs.append(message.text))
        self.page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        self.page.on("request", lambda request: request.url.startswith(url) or self.wrongs.append(f"asked {request.url}"))

    def go(self, path):
        answer = self.page.goto(self.url + path)
        check(answer.ok, f"/{path} answered {answer.status}")

    def end(self):
        self.context.close()
        check(not self.wrongs, f"the browser says: {self.wrongs[:5]}")


def number(text):
    return int(re.sub(r"\D", "", text) or 0)


def active(page):
    return number(page.locator(".legend .active strong").inner_text())


def counts_move(browser, url):
    reader = Reader(browser, url)
    page = reader.page
    reader.go("")
    page.evaluate("window.isTheSame = true")
    note = page.locator("details[id^=add-]").first
    note.locator("summary").click()
    note.locator("textarea").fill("half a no")
    page.locator("#find").fill("half a na")
    page.locator("#find").focus()
    before = active(page)
    page.wait_for_function(
        "before => Number(document.querySelector('.legend .active strong').textContent.replaceAll(',', '')) > before",
        arg=before, timeout=60_000)
    check(page.evaluate("window.isTheSame === true"), "the page was loaded again")
    check(page.locator("#find").input_value() == "half a na", "what was typed is gone")
    check(page.evaluate("document.activeElement.id") == "find", "the focus is gone")
    check(note.locator("textarea").is_visible(), "what was open has closed")
    check(note.locator("textarea").input_value() == "half a no", "the note that was begun is gone")
    check("Updated" in page.locator("#live-age").inner_text(), "the page does not say how old it is")
    page.locator("#live-pause").click()
    expect(page.locator("#live-state")).to_have_text("Updates are paused.")
    expect(page.locator("#live-pause")).to_have_text("Resume updates")
    page.reload()
    expect(page.locator("#live-state")).to_have_text("Updates are paused.")
    page.locator("#live-pause").click()
    expect(page.locator("#live-state")).to_have_text("")
    reader.end()


def filter_survives(browser, url):
    reader = Reader(browser, url)
    page = reader.page
    reader.go("jobs")
    page.locator("input[name=state][value=activated]").check()
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**/jobs?*state=activated*")
    address = page.url
    page.reload()
    check(page.url == address, "the address has changed")
    check(page.locator("input[name=state][value=activated]").is_checked(), "the filter is gone")
    check(page.locator("input[name=state][value=failed]").is_checked() is False, "the filter has grown")
    signs = set(page.locator("tbody .sign").all_inner_texts())
    check(signs == {"active"}, f"the filter lets through {signs}")
    reader.end()


def search_finds(browser, url, computer):
    reader = Reader(browser, url)
    page = reader.page
    reader.go("")
    page.locator("#find").fill(computer[1:].lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/computers?q=*")
    page.get_by_role("link", name=computer, exact=True).click()
    page.wait_for_url(f"**/computers/{computer}")
    check(page.get_by_text("Attempt 1", exact=True).first.is_visible(), "no attempt is shown")
    check(page.locator(".attempts code").count() > 0, "no code is shown")
    evidence = page.locator("details[id^=evidence]").first
    evidence.locator("summary").click()
    check(evidence.locator("dd").first.is_visible(), "the evidence does not open")
    reader.end()


def both_languages(browser, url):
    reader = Reader(browser, url)
    page = reader.page
    reader.go("jobs?state=failed")
    page.get_by_role("link", name="繁體中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    check("state=failed" in page.url, "the filter is gone")
    expect(page.locator("h1")).to_have_text("工作")
    reader.go("")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    check("已啟用" in page.locator("#headline").inner_text(), "the headline is in the other language")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    reader.end()


def without_script(browser, url, computer):
    reader = Reader(browser, url, java_script_enabled=False)
    page = reader.page
    reader.go("")
    check(page.locator("#headline").inner_text(), "there is no headline")
    check(not page.locator("#live-pause").is_visible(), "there is a button that does nothing")
    page.locator("#find").fill(computer)
    page.locator(".find button").click()
    check(page.get_by_role("link", name=computer, exact=True).is_visible(), "search needs the script")
    page.get_by_role("link", name="Dark").click()
    check(page.locator("html").get_attribute("data-theme") == "dark", "colours need the script")
    page.get_by_role("link", name="Reload").click()
    reader.end()


def keyboard_reaches(browser, url):
    reader = Reader(browser, url)
    page = reader.page
    reader.go("")
    page.keyboard.press("Tab")
    check(page.evaluate("document.activeElement.className") == "skip", "the first stop is not the way past the header")
    page.keyboard.press("Enter")
    check(page.evaluate("document.activeElement.id") == "main", "the way past the header leads nowhere")
    reader.end()


def nothing_serious(browser, url, computer):
    """axe-core, at both widths, in both colours and languages."""
    for colours in ["light", "dark"]:
        for size, language in [(DESK, "en-GB"), (PHONE, "zh-TW")]:
            reader = Reader(browser, url, color_scheme=colours, viewport=size, locale=language)
            for path in PAGES + ([f"computers/{computer}", f"computers?q={computer}"] if computer else []):
                reader.go(path)
                # From here on the page stands still, so that it is judged as it is.
                if not reader.page.locator("#live-state").inner_text():
                    reader.page.locator("#live-pause").click()
                reader.page.evaluate(AXE)
                found = reader.page.evaluate("async () => (await axe.run()).violations")
                serious = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in ("serious", "critical")]
                check(not serious, f"axe, /{path}, {colours}, {language}: {serious}")
                wide = reader.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                check(wide <= 0, f"/{path} is {wide} px wider than a window of {size['width']}")
            reader.end()


def empty(browser, url):
    reader = Reader(browser, url)
    reader.go("")
    check("rollcall enroll" in reader.page.locator("main").inner_text(), "an empty board does not say how to begin")
    reader.end()
    nothing_serious(browser, url, "")


def lose(browser, url):
    reader = Reader(browser, url)
    page = reader.page
    reader.go("")
    expect(page.locator("#live-age")).to_contain_text("Updated")
    print("open", flush=True)
    expect(page.locator("#live-state")).to_contain_text("The connection to the board is lost", timeout=60_000)
    # That the browser notes the lost connection itself is as it should be.
    reader.context.close()


def shots(browser, url, out, computer):
    pathlib.Path(out).mkdir(parents=True, exist_ok=True)
    for colours in ["light", "dark"]:
        for language in ["en-GB", "zh-TW"]:
            for size in [DESK, PHONE]:
                reader = Reader(browser, url, color_scheme=colours, viewport=size, locale=language)
                for path in PAGES + ([f"computers/{computer}"] if computer else []):
                    reader.go(path)
                    reader.page.wait_for_timeout(300)
                    name = re.sub(r"\W+", "-", path) or "overview"
                    file = f"{name}.{size['width']}.{colours}.{language[:2]}.png"
                    reader.page.screenshot(path=str(pathlib.Path(out) / file), full_page=True)
                reader.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["read", "lose", "empty", "shots"])
    parser.add_argument("--url", required=True)
    parser.add_argument("--computer", default="")
    parser.add_argument("--out", default="shots")
    options = parser.parse_args()
    url = options.url if options.url.endswith("/") else options.url + "/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=BROWSER,
            args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-background-networking"],
        )
        try:
            if options.task == "lose":
                lose(browser, url)
            elif options.task == "empty":
                empty(browser, url)
            elif options.task == "shots":
                shots(browser, url, options.out, options.computer)
            else:
                counts_move(browser, url)
                for task in [filter_survives, both_languages, keyboard_reaches]:
                    task(browser, url)
                for task in [search_finds, without_script, nothing_serious]:
                    task(browser, url, options.computer)
        except (Wrong, AssertionError) as wrong:
            print(f"browse.py: {wrong}", file=sys.stderr)
            return 1
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
