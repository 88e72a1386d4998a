"""A reader at the HTML report: presses keys and clicks in headless Chromium, and looks at what is then to be seen.

Usage: reader.py BROWSER PAGE PROFILE. Speaks the DevTools protocol over the browser's pipe; needs nothing but Python.
"""

import json
import os
import subprocess
import sys


class Browser:
    """A headless browser with one page."""

    def __init__(self, program, profile):
        to_browser, self.out = os.pipe()
        self.into, from_browser = os.pipe()
        arguments = [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--remote-debugging-pipe", "--window-size=1300,900", f"--user-data-dir={profile}", "about:blank"]

        def take_pipes():
            # Moved out of the way first: either may be 3 or 4 itself.
            reading, writing = os.dup(to_browser), os.dup(from_browser)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(arguments, preexec_fn=take_pipes, close_fds=False,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.rest, self.session, self.events = 0, b"", None, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def message(self):
        while b"\0" not in self.rest:
            piece = os.read(self.into, 1 << 16)
            if not piece:
                sys.exit("reader: the browser has gone")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.out, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"reader: {method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer.get("method"))

    def open(self, path):
        self.events.clear()
        self.call("Page.navigate", url=f"file://{path}")
        while "Page.loadEventFired" not in self.events:
            self.events.append(self.message().get("method"))

    def see(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            sys.exit(f"reader: {expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def press(self, key, text=None):
        named = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32}
        code = named.get(key, ord(key[0].upper()))
        text = {"Enter": "\r", " ": " "}.get(key, "" if key in named else key)
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, text=text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def close(self):
        self.process.terminate()
        self.process.wait()


SHOWN = "[...document.querySelectorAll('.card')].filter(card => card.checkVisibility()).length"
WITH = "document.querySelectorAll('.card.%s').length"


def expect(what, seen, expected):
    if seen != expected:
        sys.exit(f"reader: {what}: {seen!r} instead of {expected!r}")


def with_script(browser, page):
    browser.open(page)
    cards = browser.see("document.querySelectorAll('.card').length")
    errors = browser.see(WITH % "error")
    expect("findings to be seen", browser.see(SHOWN), cards)
    browser.press("j")
    expect("j", browser.see("document.activeElement.id"), "finding-1")
    browser.press("j")
    expect("j again", browser.see("document.activeElement.id"), "finding-2")
    expect("the finding is on the screen", browser.see(
        "(r => r.top >= 0 && r.bottom <= innerHeight)(document.activeElement.getBoundingClientRect())"), True)
    # The number beside the finding leads to its place.
    browser.press("Tab")
    browser.press("Enter")
    expect("from the finding to its place", browser.see("location.hash"), "#place-2")
    browser.press("k")
    expect("k", browser.see("document.activeElement.id"), "finding-1")
    # A severity is left out by a key, and what has no finding left goes with it.
    browser.see("document.getElementById('error').focus()")
    browser.press(" ")
    expect("without errors", browser.see(SHOWN), cards - errors)
    expect("the count", browser.see("document.getElementById('shown').value"), f"{cards - errors} / {cards}")
    browser.press("j")
    expect("j leaves out what is hidden", browser.see("document.activeElement.classList.contains('error')"), False)
    browser.see("document.getElementById('error').click()")
    expect("errors again", browser.see(SHOWN), cards)
    browser.see("document.activeElement.blur()")
    browser.press("/")
    for key in "enumeration":
        browser.press(key)
    found = browser.see(SHOWN)
    if not 0 < found < cards:
        sys.exit(f"reader: the search shows {found} of {cards}")
    expect("what the search shows", browser.see(
        "[...document.querySelectorAll('.card')].filter(card => card.checkVisibility())"
        ".every(card => card.closest('.row').textContent.includes('enumeration'))"), True)


def without_script(browser, page):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(page)
    cards = browser.see("document.querySelectorAll('.card').length")
    expect("what needs the script", browser.see(
        "[...document.querySelectorAll('.with-script')].some(part => part.checkVisibility())"), False)
    expect("findings to be seen", browser.see(SHOWN), cards)
    browser.see("document.getElementById('error').click()")
    expect("without errors, without the script", browser.see(SHOWN), cards - browser.see(WITH % "error"))
    background = "getComputedStyle(document.querySelector('mark.error')).backgroundColor"
    expect("a mark of what is left out", browser.see(background), "rgba(0, 0, 0, 0)")


def main():
    program, page, profile = sys.argv[1:]
    browser = Browser(program, profile)
    try:
        with_script(browser, page)
        without_script(browser, page)
    finally:
        browser.close()


main()
