"""In headless Chromium, over the pages that three worker processes serve: the whole way of a ticket."""

from __future__ import annotations

import itertools
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

DESKTOP, PHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chrome]:
    """A browser that reaches this machine only; a machine without one fails."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert binary and driver, "these tests need Chromium: on Debian `apt-get install chromium chromium-driver`"
    options = ChromeOptions()
    options.binary_location = binary
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        # Whatever a page would load from elsewhere, it would not find.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--no-proxy-server",
    ):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = Chrome(options, ChromeService(driver))
    yield browser
    browser.quit()


@pytest.fixture
def page(chromium: Chrome, site: str) -> Iterator[Page]:
    """A page without anybody signed in; whatever went wrong inside it fails the test."""
    page = Page(chromium, site)
    page.size(DESKTOP)
    chromium.get(f"{site}/sign-in")
    chromium.delete_all_cookies()
    page.troubles()
    yield page
    # A refused form is answered with a status that the browser notes.
    assert [text for text in page.troubles() if "status of 4" not in text] == []


class Page:
    """What a person does with a page."""

    def __init__(self, browser: Chrome, site: str) -> None:
        self.browser, self._site = browser, site
        folder = os.environ.get("HELPDESK_SCREENSHOTS")
        self._pictures = Path(folder) if folder else None

    def go(self, path: str) -> None:
        self.browser.get(self._site + path)

    def size(self, size: tuple[int, int]) -> None:
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": size[0],
                "height": size[1],
                "deviceScaleFactor": 1,
                "mobile": size == PHONE,
            },
        )

    def sign_in(self, name: str) -> None:
        self.browser.delete_all_cookies()
        self.go("/sign-in")
        self.press(name)

    def press(self, text: str) -> None:
        """Presses the button, or follows the link, that reads so."""
        found = self.all(
            f"//*[self::button or self::a or self::summary][normalize-space(.)={text!r} or strong={text!r}]"
        )
        assert found, f"there is nothing to press that reads {text!r}"
        before = self.browser.find_element(By.TAG_NAME, "html")
        unfolds = found[0].tag_name == "summary"
        found[0].click()
        if unfolds:
            return
        self.wait(lambda: _is_gone(before) and self.browser.execute_script("return document.readyState") == "complete")

    def field(self, label: str) -> WebElement:
        """The field with this label: found by its label only, as people find it."""
        return self.browser.find_element(
            By.XPATH,
            f"//*[@id=//label[normalize-space(.)={label!r}]/@for] | //label[normalize-space(.)={label!r}]/input",
        )

    def choose(self, label: str, option: str) -> None:
        Select(self.field(label)).select_by_visible_text(option)

    def type(self, label: str, text: str) -> None:
        self.field(label).send_keys(text)

    def text(self, css: str = "main") -> str:
        return self.browser.find_element(By.CSS_SELECTOR, css).text

    def all(self, xpath: str) -> list[WebElement]:
        return self.browser.find_elements(By.XPATH, xpath)

    def wait(self, until: Callable[[], object]) -> None:
        # What a page puts anew may go away between being found and being asked.
        patient = WebDriverWait(self.browser, 20, 0.1, ignored_exceptions=[StaleElementReferenceException])
        patient.until(lambda _: until())

    def picture(self, name: str) -> None:
        """Keeps what the page looks like, at the width of a desk and of a telephone; it is never wider."""
        for size, where in ((PHONE, "phone"), (DESKTOP, "desktop")):
            self.size(size)
            width = self.browser.execute_script("return document.documentElement.scrollWidth")
            assert width <= size[0], f"{name} is {width} wide on a {where} of {size[0]}"
            if self._pictures:
                self._pictures.mkdir(parents=True, exist_ok=True)
                height = self.browser.execute_script("return document.documentElement.scrollHeight")
                self.size((size[0], height))
                self.browser.save_screenshot(str(self._pictures / f"{name}-{where}.png"))
        self.size(DESKTOP)

    def troubles(self) -> list[str]:
        """What the browser has complained about since it was asked the last time."""
        entries: list[dict[str, str]] = self.browser.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    def number(self) -> str:
        """The number of the ticket that is shown."""
        return self.browser.current_url.rsplit("/", 1)[1]


def _is_gone(element: WebElement) -> bool:
    try:
        element.is_enabled()
    except WebDriverException:
        return True
    return False


def test_a_ticket_is_opened_answered_assigned_and_resolved(page: Page) -> None:
    page.picture("1-sign-in")
    page.sign_in("First customer")
    page.press("New ticket")
    page.type("What happened?", "Since nine o'clock.\n\nNobody can print.")
    page.choose("What it is about", "Computers and printers")
    page.wait(lambda: page.all("//label[.='Which of it']"))
    page.choose("Which of it", "A printer")
    page.wait(lambda: page.all("//label[.='The number on its sticker']"))
    page.type("The number on its sticker", "P-7")
    page.choose("What it does to your work", "I cannot work")
    page.wait(lambda: page.field("The number on its sticker").get_attribute("required"))
    page.press("Open the ticket")
    assert "Nothing has been changed" in page.text(".problems")
    assert page.browser.switch_to.active_element.get_attribute("class") == "problems", "the problems are read first"
    assert page.field("Subject").get_attribute("aria-invalid") == "true"
    page.picture("2-refused")
    page.type("Subject", "The printer in hall 7 is on fire")
    page.press("Open the ticket")
    number = page.number()
    assert "is open. You can follow it here." in page.text(".done")

    # It is urgent by a rule, and was handed out in turn: the queue shows what is owed next, by the second.
    page.sign_in("Admin")
    page.press("Queue")
    row = f"//tr[contains(., {number!r})]"
    due = page.all(f"{row}//*[@data-due]")[0]
    assert "Urgent" in page.all(row)[0].text
    first = due.text
    assert re.fullmatch(r"(30 min 00|2\d min \d\d) s left", first), first
    page.wait(lambda: due.text != first)
    assert due.text < first, "it counts down"
    page.picture("3-queue")

    page.press("The printer in hall 7 is on fire")
    assert "Internal note" in page.text(), "a rule has left a note for staff"
    page.choose("Agent", "Agent B")
    page.press("Give")
    assert page.text("#owner") == "Agent B"

    page.sign_in("Agent B")
    page.go(f"/tickets/{number}")
    page.press("Why")
    assert "30 min promised" in page.text(".promises")
    page.type("Text", "The fire brigade is on its way. Please leave the hall.")
    page.press("Send")
    assert "Answered" in page.text(".head")
    assert page.text(".promises").split("\nWhy") == ["Resolution\npaused", "\nFirst reply\nkept", ""]
    page.picture("4-answered")

    page.choose("Afterwards it is", "Resolved")
    page.press("Send")
    assert {one.get_attribute("data-code") for one in page.all("//*[@data-code]")} == {
        "field_required",
        "message_required",
    }
    assert page.field("Cause").get_attribute("aria-invalid") == "true"
    page.picture("5-something-missing")
    page.choose("Cause", "A fault")
    page.type("Text", "It is out. A new printer stands in hall 8.")
    page.press("Send")
    assert "Resolved" in page.text(".head")
    assert "Resolution\nkept" in page.text(".promises")

    page.sign_in("First customer")
    page.press("The printer in hall 7 is on fire")
    seen = page.text()
    assert "A new printer stands in hall 8." in seen and "it is now: Resolved" in seen
    assert "half an hour, day or night" not in seen, "the note is for staff"
    page.picture("6-followed")


def test_a_way_on_is_taken_with_the_keyboard_alone(page: Page) -> None:
    page.sign_in("Agent C")
    page.press("The meeting room shows another booking")
    for _ in range(60):
        page.browser.switch_to.active_element.send_keys(Keys.TAB)
        at = page.browser.switch_to.active_element
        if at.text == "Begin" and at.tag_name == "button":
            break
    assert at.text == "Begin"
    outline = at.value_of_css_property("outline-style")
    assert outline == "solid", "one sees where one is"
    at.send_keys(Keys.ENTER)
    page.wait(lambda: "The ticket has moved." in page.text() and "Open" in page.text(".head"))


def test_a_deadline_that_passes_turns_red_and_one_that_is_paused_says_so(page: Page) -> None:
    page.sign_in("Admin")
    page.go("/queue")
    late = page.all("//tr[contains(., 'The label printer at the dock is dead')]//*[@data-due]")[0]
    assert late.text.endswith(" late")
    assert "broken" in (late.get_attribute("class") or "")
    assert page.browser.execute_script("return getComputedStyle(arguments[0]).color", late) == "rgb(180, 35, 24)"
    page.go("/queue?status=supplier")
    assert "paused" in page.text(".queue")


def test_an_admin_sees_the_workflow_and_two_charts_that_follow_the_filter(page: Page) -> None:
    page.sign_in("Admin")
    charts = page.browser.find_elements(By.CSS_SELECTOR, "svg.chart")
    assert [(chart.get_attribute("aria-label") or "").split(":")[0] for chart in charts] == [
        "Tickets by status",
        "Tickets opened by day",
    ]
    for chart in charts:
        bars = chart.find_elements(By.CSS_SELECTOR, ".bar")
        assert len(bars) >= 4 and all(bar.size["height"] > 0 for bar in bars)
    workflow = page.browser.find_element(By.CSS_SELECTOR, "svg.workflow")
    assert [box.text for box in workflow.find_elements(By.CSS_SELECTOR, ".status-name")] == [
        "New",
        "Open",
        "Answered",
        "At the supplier",
        "Resolved",
        "Closed",
    ]
    boxes = [box.rect for box in workflow.find_elements(By.CSS_SELECTOR, ".status rect")]
    assert all(left["x"] + left["width"] < right["x"] for left, right in itertools.pairwise(boxes))
    assert workflow.size["width"] <= page.browser.find_element(By.CSS_SELECTOR, ".scroll").size["width"]
    assert len(workflow.find_elements(By.CSS_SELECTOR, "path.way")) == 13
    page.picture("7-overview")

    before = page.text("#total")
    page.choose("Team", "Building")
    page.choose("Opened in the last", "30 days")
    page.press("Show")
    assert page.text("#total") != before
    assert Select(page.field("Team")).first_selected_option.text == "Building"
    page.picture("8-overview-of-one-team")


def test_text_is_easy_to_read_everywhere(page: Page) -> None:
    """The contrast of every text to what is behind it: at least 4.5 to 1, as WCAG AA asks for."""
    seen = []
    for name, paths in (
        ("First customer", ("/tickets", "/tickets/new")),
        ("Admin", ("/queue", "/overview", "/tickets/HD-24")),
    ):
        page.sign_in(name)
        for path in paths:
            page.go(path)
            seen += [f"{path}: {found}" for found in page.browser.execute_script(WEAK_TEXTS)]
            unnamed = page.browser.execute_script(UNNAMED_FIELDS)
            assert unnamed == [], f"{path}: every field has a label"
    assert seen == []


WEAK_TEXTS = """
const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
  .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
const behind = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const color = rgb(getComputedStyle(at).backgroundColor);
    if (color.length === 3 || color[3] === 1) return color;
  }
  return [255, 255, 255];
};
const weak = [];
for (const element of document.querySelectorAll("body *")) {
  if (element.closest("svg") || !element.checkVisibility()) continue;
  if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
  const pair = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
  const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
  if (contrast < 4.5) weak.push(`${contrast.toFixed(2)} ${element.tagName} ${element.className}`);
}
return [...new Set(weak)];
"""

UNNAMED_FIELDS = """
return [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button")]
  .filter((field) => !(field.labels?.length || field.textContent.trim()))
  .map((field) => field.outerHTML);
"""
