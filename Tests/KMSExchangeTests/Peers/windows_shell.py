#!/usr/bin/env python3
"""Plays the Windows computers behind an sshd: ForceCommand runs it for each command of a session.

Usage: windows_shell.py FOLDER, with SSH_ORIGINAL_COMMAND and SSH_CONNECTION as sshd sets them.

FOLDER/computers/ADDRESS.json says what the computer with that address is like and what has become of it; every command
is written to FOLDER/commands.jsonl. The computer has a default shell, cmd.exe or PowerShell, which has to make of a command
what that shell would: anything else ends with 1 and a sentence. Nothing of this was written by looking at the client.

What a computer has (all but `licences` may be left out):
  shell        cmd | powershell                  scripts  on | off | missing | no-vbscript
  powershell   on | missing                      codepage a codec of Python, such as cp950
  language     en | zh-TW | de                   version  such as 10.0.19045.3803
  office       [ "Office16 (x86)", ... ]: folders that have ospp.vbs
  licences     [ { id, name, description, key, status, minutes, app, engine, reason, host, port, outcome } ]; the outcome
               of an activation is "ok", an HRESULT, or "nothing": the script says that it failed, without a code
  inner        the HRESULT of event 12288, where it is another than the outcome
  hang         a word: a command with it never ends      replay  { "/ato": file }: what a script's option prints
  deaf         a text: what every command prints in place of doing anything
  services     { "sppsvc": "running" | "stopped" | "disabled" }      offset  seconds that the clock is ahead
"""

import base64
import datetime
import fcntl
import json
import os
import pathlib
import re
import sys
import time

WINDOWS_APP = "55c92734-d682-4d71-983e-d6ec3f16059f"
STATUS = ["unlicensed", "licensed", "initial-grace", "out-of-tolerance-grace", "non-genuine-grace", "notification", "extended-grace"]
OSPP_STATUS = ["UNLICENSED", "LICENSED", "OOB_GRACE", "OOT_GRACE", "NON_GENUINE_GRACE", "NOTIFICATIONS", "EXTENDED GRACE"]
WORDS = {
    "en": dict(
        activating="Activating {0} ({1}) ...", done="Product activated successfully.", error="Error:", failed="Error: Product activation failed.",
        none="Error: product not found.", set="Key Management Service machine name set to {0} successfully.", name="Name", description="Description",
        id="Activation ID", app="Application ID", key="Partial Product Key", status="License Status", states=["Unlicensed", "Licensed", "Initial grace period", "Additional grace period", "Non-genuine grace period.", "Notification", "Extended grace period"],
        volume="Volume activation expiration: {0} minute(s) ({1} day(s))", grace="Time remaining: {0} minute(s) ({1} day(s))", reason="Notification Reason",
        client="Key Management Service client information", cmid="Client Machine ID (CMID)", host="KMS machine name from DNS", ip="KMS machine IP address",
        advice="Please use slmgr.vbs /ato to activate and update KMS client information in order to update values.",
        off="CScript Error: Windows Script Host access is disabled on this machine. Contact your administrator for details.",
        engine='CScript Error: Can\'t find script engine "VBScript" for script "{0}".', missing="'{0}' is not recognized as an internal or external command,\r\noperable program or batch file.",
        file='Input Error: Can not find script file "{0}".', path="The system cannot find the path specified.", version="Microsoft Windows [Version {0}]",
        service="Software licensing service version: {0}"),
    "zh-TW": dict(
        activating="正在啟用 {0} ({1}) ...", done="已成功啟用產品。", error="錯誤:", failed="錯誤: 產品啟用失敗。", none="錯誤: 找不到產品。", set="已成功將金鑰管理服務電腦名稱設定為 {0}。",
        name="名稱", description="描述", id="啟用識別碼", app="應用程式識別碼", key="部分產品金鑰", status="授權狀態",
        states=["未授權", "已授權", "初始寬限期", "額外寬限期", "非正版寬限期", "通知", "延長寬限期"], volume="大量啟用到期: {0} 分鐘 ({1} 天)", grace="剩餘時間: {0} 分鐘 ({1} 天)", reason="通知原因",
        client="金鑰管理服務用戶端資訊", cmid="用戶端電腦識別碼 (CMID)", host="來自 DNS 的 KMS 電腦名稱", ip="KMS 電腦 IP 位址", advice="請使用 slmgr.vbs /ato 啟用並更新 KMS 用戶端資訊，以便更新值。",
        off="CScript 錯誤: 這台電腦上的 Windows Script Host 存取已停用。請連絡您的系統管理員以取得詳細資料。", engine='CScript 錯誤: 找不到指令碼 "{0}" 的指令碼引擎 "VBScript"。',
        missing="'{0}' 不是內部或外部命令、可執行的程式或批次檔。", file='輸入錯誤: 找不到指令檔 "{0}"。', path="系統找不到指定的路徑。", version="Microsoft Windows [版本 {0}]", service="軟體授權服務版本: {0}"),
    "de": dict(
        activating="{0} ({1}) wird aktiviert...", done="Das Produkt wurde erfolgreich aktiviert.", error="Fehler:", failed="Fehler: Fehler bei der Produktaktivierung.", none="Fehler: Das Produkt wurde nicht gefunden.",
        set="Der Name des Schlüsselverwaltungsdienstcomputers wurde erfolgreich auf {0} festgelegt.", name="Name", description="Beschreibung", id="Aktivierungs-ID", app="Anwendungs-ID", key="Teil-Product Key",
        status="Lizenzstatus", states=["Nicht lizenziert", "Lizenziert", "Anfänglicher Toleranzzeitraum", "Zusätzlicher Toleranzzeitraum", "Toleranzzeitraum", "Benachrichtigung", "Verlängert"],
        volume="Ablauf der Volumenaktivierung: {0} Minute(n) ({1} Tag(e))", grace="Verbleibende Zeit: {0} Minute(n) ({1} Tag(e))", reason="Benachrichtigungsgrund", client="Informationen zum Schlüsselverwaltungsdienstclient",
        cmid="Clientcomputer-ID (CMID)", host="KMS-Computername aus DNS", ip="IP-Adresse des KMS-Computers", advice="Verwenden Sie slmgr.vbs /ato, um die KMS-Clientinformationen zu aktivieren und zu aktualisieren.",
        off="CScript-Fehler: Der Zugriff auf Windows Script Host wurde auf diesem Computer deaktiviert.", engine='CScript-Fehler: Das Skriptmodul "VBScript" für das Skript "{0}" wurde nicht gefunden.',
        missing='Der Befehl "{0}" ist entweder falsch geschrieben oder\r\nkonnte nicht gefunden werden.', file='Eingabefehler: Die Skriptdatei "{0}" wurde nicht gefunden.',
        path="Das System kann den angegebenen Pfad nicht finden.", version="Microsoft Windows [Version {0}]", service="Version des Softwarelizenzierungsdiensts: {0}"),
}


class Computer:
    """One computer's state, kept in its file under a lock for as long as a command needs it."""

    def __init__(self, folder, address):
        self.folder = folder
        self.file = open(folder / "computers" / f"{address}.json", "r+", encoding="utf-8")
        fcntl.flock(self.file, fcntl.LOCK_EX)
        self.state = json.load(self.file)
        self.words = WORDS[self.get("language", "en")]

    def get(self, key, default=None):
        return self.state.get(key, default)

    def save(self):
        # In one write and never shorter, since a test reads without the lock: a step that hangs may have it.
        text = json.dumps(self.state, ensure_ascii=False).encode()
        descriptor = self.file.fileno()
        os.pwrite(descriptor, text.ljust(os.fstat(descriptor).st_size), 0)

    def unlock(self):
        self.save()
        fcntl.flock(self.file, fcntl.LOCK_UN)

    def licences(self, **conditions):
        return [one for one in self.get("licences", []) if all(self.of(one, key) == value for key, value in conditions.items())]

    @staticmethod
    def of(licence, key):
        defaults = {"app": WINDOWS_APP, "engine": "spp"}
        return licence.get(key, defaults.get(key))

    def activate(self, licence):
        """What the licensing service does: the HRESULT, 0 for success; an event in either case."""
        outcome = licence.get("outcome", "ok")
        code = 0
        if outcome == "ok":
            licence.update(status=1, minutes=259200, reason=0)
        elif outcome != "nothing":
            code = int(outcome, 16)
        inner = int(self.get("inner", "0"), 16) or code
        host = self.get("kmsHost") or licence.get("host") or "kms.example.edu"
        number = 1 + max([event["number"] for event in self.get("events", [])], default=4000)
        self.state.setdefault("events", []).append({
            "number": number, "provider": "Microsoft-Windows-Security-SPP" if self.of(licence, "engine") == "spp" else "Office Software Protection Platform Service",
            "data": f"0x{inner:08X}, 0x00000000, {host}:1688, 11111111-2222-3333-4444-555555555555, 2026/09/29 17:52, 0, {licence.get('status', 2)}, {licence.get('minutes', 0)}, {licence['id']}, 25",
        })
        return code


class Output:
    """The two streams of a command, in the computer's code page, with the line ends of Windows."""

    def __init__(self, codec):
        self.codec = codec

    def write(self, text, stream=sys.stdout):
        stream.buffer.write(text.encode(self.codec, "replace"))
        stream.buffer.flush()

    def line(self, text="", stream=sys.stdout):
        self.write(text + "\r\n", stream)


def fail(sentence):
    print(f"windows_shell: {sentence}", file=sys.stderr, flush=True)
    sys.exit(1)


# The default shells


def arguments_of_cmd(command):
    """What `cmd.exe /c "COMMAND"` makes of it: a program and what it is given, nothing of which may be cmd's own."""
    outside = "".join(command.split('"')[0::2])
    if any(sign in outside for sign in "&|<>^()"):
        fail("cmd.exe would take a sign for its own: " + command)
    return command


def arguments_of_powershell(command):
    """What `powershell.exe -c "COMMAND"` makes of it: it parses, takes quotation marks away and puts them back."""
    words = re.findall(r'"[^"]*"|[^\s"]+', command)
    if command.count('"') % 2 or " ".join(words) != command:
        fail("PowerShell does not read its words: " + command)
    for word in words:
        if word.startswith('"'):
            if "$" in word or "`" in word:
                fail("PowerShell would put a value in: " + word)
        elif not re.fullmatch(r"[A-Za-z0-9_./\\:=+-]+", word):
            fail("PowerShell would take a sign for its own: " + word)
    return " ".join(f'"{word[1:-1]}"' if word.startswith('"') and " " in word else word.strip('"') for word in words)


# cmd.exe


class CommandShell:
    """`cmd.exe /s /c "TEXT"`: variables first, then brackets and signs, then commands."""

    def __init__(self, computer, output):
        self.computer = computer
        self.output = output
        self.folder = "C:\\Users\\activator"
        self.variables = {"windir": "C:\\Windows", "programfiles": "C:\\Program Files", "programfiles(x86)": "C:\\Program Files (x86)"}

    def run(self, text):
        text = re.sub(r"%([^%:]+)%", lambda found: self.variables.get(found[1].lower(), found[0]), text)
        self.tokens = re.findall(r"\|\||&&|&|\||\(|\)|2>nul|[^&|()]+?(?=2>nul|[&|()]|$)", text)
        self.tokens = self.join(self.tokens)
        code = self.sequence(True)
        if self.tokens:
            fail("cmd.exe has something left: " + " ".join(self.tokens))
        return code

    @staticmethod
    def join(tokens):
        """Brackets are cmd's own only where a command may begin, and where one that it has opened is closed."""
        joined, depth, begins = [], 0, True
        for token in tokens:
            if token == "(" and begins:
                depth += 1
                joined.append(token)
                continue
            if token == ")" and depth:
                depth -= 1
                joined.append(token)
                begins = False
                continue
            if token in ("&&", "||", "&", "|", "2>nul"):
                joined.append(token)
                begins = token != "2>nul"
                continue
            if not token.strip():
                continue
            if not begins and joined and joined[-1] not in ("&&", "||", "&", "|", "(", ")", "2>nul"):
                joined[-1] += token
            else:
                joined.append(token)
            begins = False
        return joined

    def sequence(self, runs):
        code = self.either(runs)
        while self.tokens[:1] == ["&"]:
            self.tokens.pop(0)
            code = self.either(runs)
        return code

    def either(self, runs):
        code = self.both(runs)
        while self.tokens[:1] == ["||"]:
            self.tokens.pop(0)
            if runs and code != 0:
                code = self.both(True)
            else:
                self.both(False)
        return code

    def both(self, runs):
        code = self.pipe(runs)
        while self.tokens[:1] == ["&&"]:
            self.tokens.pop(0)
            if runs and code == 0:
                code = self.pipe(True)
            else:
                self.pipe(False)
        return code

    def pipe(self, runs):
        if self.tokens[:1] == ["("]:
            self.tokens.pop(0)
            code = self.sequence(runs)
            if self.tokens[:1] != [")"]:
                fail("cmd.exe misses a bracket")
            self.tokens.pop(0)
            return code
        if not self.tokens:
            fail("cmd.exe misses a command")
        command = self.tokens.pop(0).strip()
        quiet = self.tokens[:1] == ["2>nul"] and bool(self.tokens.pop(0))
        if self.tokens[:1] == ["|"]:
            self.tokens.pop(0)
            searching = self.tokens.pop(0).strip().split()
            if searching[0] != "findstr.exe":
                fail("cmd.exe pipes into something else than findstr")
            if not runs:
                return 0
            found = [line for line in Services(self.computer, self.output).query(command) if searching[1] in line]
            for line in found:
                self.output.line(line)
            return 0 if found else 1
        return self.command(command, quiet) if runs else 0

    def command(self, text, quiet):
        name, _, rest = text.partition(" ")
        words = self.computer.words
        if name == "ver":
            self.output.line()
            self.output.line(words["version"].format(self.computer.get("version", "10.0.19045.3803")))
            return 0
        if name == "cd":
            folder = re.fullmatch(r"/d (.+)", rest.strip())
            office = re.fullmatch(r"C:\\Program Files( \(x86\))?\\Microsoft Office\\(Office\d\d)", folder[1] if folder else "")
            if office and office[2] + (office[1] or "") in self.computer.get("office", []):
                self.folder = folder[1]
                return 0
            if not quiet:
                self.output.line(words["path"], sys.stderr)
            return 1
        if name == "cscript.exe":
            return Scripts(self.computer, self.output).run(rest, self.folder)
        if name == "wevtutil.exe":
            return wevtutil(self.computer, self.output, rest)
        if name in ("sc.exe", "net.exe", "w32tm.exe"):
            return Services(self.computer, self.output).run(text)
        self.output.line(words["missing"].format(name), sys.stderr)
        return 9009


# The scripts


class Scripts:
    def __init__(self, computer, output):
        self.computer = computer
        self.output = output
        self.words = computer.words

    def run(self, text, folder):
        words = text.split()
        if words[0] != "//nologo":
            fail("the banner would come before what a script prints")
        words = [word for word in words if not word.startswith("//")]
        state = self.computer.get("scripts", "on")
        path = words[0] if "\\" in words[0] else f"{folder}\\{words[0]}"
        if state == "missing":
            self.output.line(self.words["missing"].format("cscript.exe"), sys.stderr)
            return 9009
        if state == "off":
            self.output.line(self.words["off"])
            return 1
        if state == "no-vbscript":
            self.output.line(self.words["engine"].format(path), sys.stderr)
            return 1
        is_office = path.lower().endswith("\\ospp.vbs")
        if not is_office and path.lower() != "c:\\windows\\system32\\slmgr.vbs" or is_office and "Microsoft Office" not in path:
            self.output.line(self.words["file"].format(path), sys.stderr)
            return 1
        replay = self.computer.get("replay", {}).get(words[1])
        if replay:
            sys.stdout.buffer.write(pathlib.Path(replay).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            sys.stdout.buffer.flush()
            return self.computer.get("replayCode", 0)
        return self.ospp(words[1], folder) if is_office else self.slmgr(words[1:])

    def slmgr(self, words):
        option, rest = words[0], words[1:]
        if option == "/skms":
            host, _, port = rest[0].rpartition(":")
            if not host or not port.isdigit():
                fail("a host without its port would clear the port: " + rest[0])
            self.computer.state.update(kmsHost=host, kmsPort=int(port))
            self.output.line(self.words["set"].format(rest[0]))
            return 0
        found = self.computer.licences(id=rest[0]) if rest else self.computer.licences(app=WINDOWS_APP)
        found = [one for one in found if self.computer.of(one, "engine") == "spp" and one.get("key")]
        if not found:
            self.output.line(self.words["none"])
            return 0
        return self.ato(found[0]) if option == "/ato" else self.dlv(found[0])

    def ato(self, licence):
        code = self.computer.activate(licence)
        lines = [self.words["activating"].format(licence["name"], licence["id"])]
        if code:
            lines.append(f"{self.words['error']} 0x{code:08X} On a computer running Microsoft Windows non-core edition, run 'slui.exe 0x2a 0x{code:08X}' to display the error text.")
        else:
            lines.append(self.words["done"] if licence.get("status") == 1 else self.words["failed"])
        for line in lines:
            self.output.line(line)
        # A signed number, of which SSH hands on the low eight bits.
        return code & 0xFF

    def dlv(self, licence):
        words, status, minutes = self.words, licence.get("status", 2), licence.get("minutes", 0)
        lines = [words["service"].format("10.0.19041.3636"), "", f"{words['name']}: {licence['name']}", f"{words['description']}: {licence['description']}", f"{words['id']}: {licence['id']}", f"{words['app']}: {self.computer.of(licence, 'app')}", f"{words['key']}: {licence['key']}", f"{words['status']}: {words['states'][status]}"]
        if minutes:
            lines.append(words["volume" if status == 1 else "grace"].format(minutes, -(-minutes // 1440)))
        if status == 5:
            lines.append(f"{words['reason']}: {licence.get('reason', '0xC004F056')}.")
        if "VOLUME_KMSCLIENT" in licence["description"]:
            if status == 1:
                host = f"{self.computer.get('kmsHost', 'kms.example.edu')}:{self.computer.get('kmsPort', 1688)}"
                lines += ["", words["client"], f"    {words['cmid']}: 11111111-2222-3333-4444-555555555555", f"    {words['host']}: {host}", f"    {words['ip']}: 192.0.2.17"]
            else:
                lines.append(words["advice"])
        for line in lines:
            self.output.line(line)
        return 0

    def ospp(self, option, folder):
        dash = "-" * 39
        self.output.line("---Processing--------------------------")
        self.output.line(dash)
        self.ospp_body(option, folder, dash)
        self.output.line(dash)
        self.output.line("---Exiting-----------------------------")
        return 0

    def ospp_body(self, option, folder, dash):
        is_seven = self.computer.get("version", "10").startswith("6.1.")
        engine = "ospp" if is_seven or folder.endswith("14") else "spp"
        app = "59a52881-a989-479d-af46-f275c6370663" if folder.endswith("14") else "0ff1ce15-a989-479d-af46-f275c6370663"
        found = [one for one in self.computer.licences(engine=engine, app=app) if one.get("key")]
        name, _, value = option.partition(":")
        if name in ("/sethst", "/setprt"):
            clients = [one for one in found if "KMS" in one["description"]]
            for one in clients:
                one.update({"host": value} if name == "/sethst" else {"port": int(value)})
            self.output.line("Successfully applied setting." if clients else "No Office KMS licenses were found on the system.")
            return
        if not found:
            self.output.line("<No installed product keys detected>")
        for one in found:
            if name == "/act":
                self.output.line("Installed product key detected - attempting to activate the following product:")
            else:
                self.output.line("PRODUCT ID: 00000-00000-00000-AA000")
            self.output.line(f"SKU ID: {one['id']}")
            self.output.line(f"LICENSE NAME: {one['name']}")
            self.output.line(f"LICENSE DESCRIPTION: {one['description']}")
            self.dstatus(one) if name == "/dstatus" else self.act(one)
            self.output.line(dash)

    def act(self, one):
        self.output.line(f"Last 5 characters of installed product key: {one['key']}")
        code = self.computer.activate(one)
        if code:
            self.output.line(f"ERROR CODE: 0x{code:08X}")
            self.output.line("ERROR DESCRIPTION: Run the following: cscript ospp.vbs /ddescr:0x%08X" % code)
        else:
            self.output.line("<Product activation successful>")

    def dstatus(self, one):
        status, minutes = one.get("status", 2), one.get("minutes", 0)
        self.output.line("BETA EXPIRATION: 1/1/1601")
        self.output.line(f"LICENSE STATUS:  ---{OSPP_STATUS[status]}--- ")
        if status == 1:
            self.output.line("ERROR CODE: 0x4004F040 (for information purposes only as the status is licensed)")
            self.output.line("ERROR DESCRIPTION: The Software Licensing Service reported that the product was activated but the owner should verify the Product Use Rights.")
        elif one.get("reason"):
            self.output.line(f"ERROR CODE: {one['reason']}")
            self.output.line("ERROR DESCRIPTION: The Software Licensing Service reported that the grace period expired.")
        if minutes:
            self.output.line(f"REMAINING GRACE: {minutes // 1440} days  ({minutes} minute(s) before expiring)")
        self.output.line(f"Last 5 characters of installed product key: {one['key']}")
        if "VOLUME_KMSCLIENT" in one["description"]:
            self.output.line("Activation Type Configuration: ALL")
            self.output.line("\tDNS auto-discovery: KMS name not available")
            if one.get("host"):
                self.output.line(f"\tKMS machine registry override defined: {one['host']}:{one.get('port', 1688)}")
            self.output.line("\tActivation Interval: 120 minutes")


# Events and services


def wevtutil(computer, output, text):
    wanted = "qe Application /q:*[System[EventID=12288]] /c:8 /rd:true /f:xml"
    if text != wanted:
        fail("wevtutil is asked for something else: " + text)
    for event in list(reversed(computer.get("events", [])))[:8]:
        output.write(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            f"<Provider Name='{event['provider']}' Guid='{{E23B33B0-C8C9-472C-A5F9-F2BDFEA0F156}}'/><EventID Qualifiers='49152'>12288</EventID>"
            f"<TimeCreated SystemTime='2026-09-29T09:52:11.0000000Z'/><EventRecordID>{event['number']}</EventRecordID></System>"
            f"<EventData><Data>{event['data']}</Data></EventData></Event>"
        )
    output.line()
    return 0


class Services:
    def __init__(self, computer, output):
        self.computer = computer
        self.output = output

    def state(self, name):
        return self.computer.state.setdefault("services", {}).setdefault(name, "running")

    def query(self, text):
        _, verb, name = text.split()
        state = self.state(name)
        if verb == "qc":
            kind = "4   DISABLED" if state == "disabled" else "2   AUTO_START  (DELAYED)"
            return ["[SC] QueryServiceConfig SUCCESS", f"SERVICE_NAME: {name}", "        TYPE               : 10  WIN32_OWN_PROCESS", f"        START_TYPE         : {kind}"]
        return [f"SERVICE_NAME: {name}", "        TYPE               : 10  WIN32_OWN_PROCESS", f"        STATE              : {'4  RUNNING' if state == 'running' else '1  STOPPED'}"]

    def run(self, text):
        words = text.split()
        if words[0] == "sc.exe":
            for line in self.query(text):
                self.output.line(line)
            return 0
        if words[0] == "w32tm.exe":
            self.computer.state["offset"] = 0
            self.output.line("The command completed successfully.")
            return 0
        verb, name = words[1], words[2]
        self.computer.state.setdefault("actions", []).append(f"{verb} {name}")
        if verb == "start" and self.computer.get("broken") == name:
            self.output.line("System error 1069 has occurred.", sys.stderr)
            self.output.line("More help is available by typing NET HELPMSG 1069.", sys.stderr)
            return 2
        self.state(name)
        self.computer.state["services"][name] = "running" if verb == "start" else "stopped"
        if name == "w32time" and verb == "start":
            self.computer.state["offset"] = 0
        self.output.line(f"The {name} service was asked to {verb}, successfully.")
        return 0


# PowerShell


class PowerShell:
    CLASSES = {"SoftwareLicensingProduct": "spp", "OfficeSoftwareProtectionProduct": "ospp", "SoftwareLicensingService": "spp", "OfficeSoftwareProtectionService": "ospp"}

    def __init__(self, computer, output):
        self.computer = computer
        self.output = output

    def run(self, text):
        if self.computer.get("powershell", "on") == "missing":
            self.output.line(self.computer.words["missing"].format("powershell.exe"), sys.stderr)
            return 9009
        words = text.split()
        if words[:-1] != ["-NoLogo", "-NoProfile", "-NonInteractive", "-EncodedCommand"]:
            fail("PowerShell is started otherwise: " + text)
        if len(text) > 8000:
            fail("the command line is too long for cmd.exe")
        script = base64.b64decode(words[-1]).decode("utf-16-le")
        if re.search(r"\.[A-Za-z]+\(|\]::", script):
            fail("a method is called, which constrained language mode forbids: " + script)
        if "rollcall-clock" in script:
            return self.clock()
        try:
            value = self.answer(script)
        except OSError as error:
            # As a CimException shows it: the code in the error's name, and the exception's own code beside it.
            answer = {"rollcall": 1, "error": {"id": f"HRESULT 0x{error.errno:08x},Microsoft.Management.Infrastructure.CimCmdlets", "hresult": -2146233088, "message": "A general error occurred that is not covered by a more specific error code."}}
        else:
            answer = {"rollcall": 1, "value": value}
        self.output.line("#< CLIXML", sys.stderr)
        self.output.line(json.dumps(answer, separators=(",", ":")))
        return 0

    def answer(self, script):
        method = re.findall(r"Invoke-CimMethod -MethodName (\w+)(?: -Arguments @\{(\w+)=(?:\[uint32\])?'?([^'}]+)'?\})?", script)
        source = re.search(r'Get-CimInstance -(?:ClassName (\w+)|Query "select [\w,]+ from (\w+) where ([^"]+)")', script)
        name = source[1] or source[2]
        if name == "Win32_OperatingSystem":
            return [{"Version": self.computer.get("version", "10.0.19045.3803").rsplit(".", 1)[0], "Caption": "Microsoft Windows 10 Education"}]
        engine = self.CLASSES[name]
        if engine == "ospp" and not self.computer.licences(engine="ospp"):
            raise OSError(0x80041010, "invalid class")
        if name.endswith("Service"):
            if not method:
                return [{"Version": "10.0.19041.3636", "KeyManagementServiceMachine": self.computer.get("kmsHost"), "KeyManagementServicePort": self.computer.get("kmsPort", 0)}]
            holder = self.computer.state
            keys = {"SetKeyManagementServiceMachine": "kmsHost", "SetKeyManagementServicePort": "kmsPort"}
        else:
            if source[3] == "PartialProductKey is not null":
                found = [one for one in self.computer.licences(engine=engine) if one.get("key")]
            else:
                found = self.computer.licences(engine=engine, id=re.fullmatch(r"ID='([0-9a-fA-F-]+)'", source[3])[1])
            if not method:
                return [self.record(one) for one in found]
            holder = found[0]
            keys = {"SetKeyManagementServiceMachine": "host", "SetKeyManagementServicePort": "port"}
        for call, _, value in method:
            if call == "Activate":
                code = self.computer.activate(holder)
                if code:
                    raise OSError(code, "activation failed")
            elif call in keys:
                holder[keys[call]] = int(value) if call.endswith("Port") else value
            elif call != "RefreshLicenseStatus":
                fail("no such method: " + call)
        return [{"ReturnValue": 0} for _ in method]

    def record(self, one):
        return {
            "ID": one["id"], "Name": one["name"], "Description": one["description"], "ApplicationID": self.computer.of(one, "app"), "PartialProductKey": one.get("key"),
            "LicenseIsAddon": False, "LicenseStatus": one.get("status", 2), "LicenseStatusReason": int(str(one.get("reason", 0)), 0), "GracePeriodRemaining": one.get("minutes", 0),
            "KeyManagementServiceMachine": one.get("host"), "KeyManagementServicePort": one.get("port", 0), "DiscoveredKeyManagementServiceMachineName": "",
        }

    def clock(self):
        now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.computer.get("offset", 0))
        self.output.line(f"rollcall-clock {now.year} {now.month} {now.day} {now.hour} {now.minute} {now.second} 480 Taipei Standard Time")
        return 0


def main():
    folder = pathlib.Path(sys.argv[1])
    address = os.environ["SSH_CONNECTION"].split()[2]
    command = os.environ.get("SSH_ORIGINAL_COMMAND", "")
    computer = Computer(folder, address)
    with open(folder / "commands.jsonl", "a", encoding="utf-8") as log:
        log.write(json.dumps({"computer": address, "command": command, "connection": os.environ["SSH_CONNECTION"]}) + "\n")
    hang = computer.get("hang")
    output = Output(computer.get("codepage", "cp437"))
    is_powershell = computer.get("shell", "cmd") == "powershell"
    line = arguments_of_powershell(command) if is_powershell else arguments_of_cmd(command)
    decoded = command
    if line.startswith("powershell.exe "):
        decoded = base64.b64decode(command.split()[-1]).decode("utf-16-le", "replace")
    if hang and hang in decoded:
        computer.unlock()
        # On Windows it would stay; here nothing may outlive its connection.
        parent = os.getppid()
        while os.getppid() == parent:
            time.sleep(0.1)
        sys.exit(1)
    deaf = computer.get("deaf")
    if deaf is not None:
        output.line(deaf, sys.stderr)
        computer.unlock()
        sys.exit(5)
    inner = re.fullmatch(r'cmd\.exe /d /s /c (?:"(.*)"|([^"]*))', line)
    if inner:
        code = CommandShell(computer, output).run(inner[1] or inner[2])
    elif line.startswith("powershell.exe "):
        code = PowerShell(computer, output).run(line.removeprefix("powershell.exe "))
    else:
        output.line(computer.words["missing"].format(line.split(" ")[0]), sys.stderr)
        code = 9009
    computer.unlock()
    # PowerShell as the default shell makes 0 or 1 of every code.
    sys.exit(min(code, 1) if is_powershell else code & 0xFF)


if __name__ == "__main__":
    main()
