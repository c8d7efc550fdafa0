"""Tables of what was measured."""

import datetime
import json
import os
import re
import shutil
import statistics
import subprocess

VERSIONS = (("zcat", "gzip"), ("find", "findutils"), ("ugrep", "ugrep"),
            ("rg", "ripgrep"), ("sqlite3", "sqlite3"),
            ("sqlite-utils", "sqlite-utils"), ("scriptindex", "scriptindex"))
MISSING = "missing"


def field(path, pattern):
    try:
        with open(path, encoding="utf-8") as f:
            found = re.search(pattern, f.read(), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else "unknown"


def version(command):
    if not shutil.which(command):
        return MISSING
    said = subprocess.run([command, "--version"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+\.\d+[\w.+-]*", said)
    return found[0] if found else "unknown"


def machine():
    memory = field("/proc/meminfo", r"^MemTotal:\s*(\d+)")
    return {
        "date": datetime.date.today().isoformat(),
        "processor": field("/proc/cpuinfo", r"^model name\s*:\s*(.*)"),
        "cores": os.cpu_count(),
        "memory": f"{int(memory) / 2**20:.0f} GiB"
        if memory.isdigit() else memory,
        "kernel": os.uname().release,
        "system": field("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)'),
        "peers": {name: version(command) for command, name in VERSIONS},
    }


def amount(value, unit):
    if unit == "bytes":
        return f"{value / 1e6:.1f} MB"
    return f"{value * 1000:.2f} ms" if value < 1 else f"{value:.2f} s"


def spread(values, unit):
    """Median [least..most]."""
    if not values:
        return "-"
    text = amount(statistics.median(values), unit)
    if len(values) == 1:
        return text
    least, most = (amount(v, unit).split()[0]
                   for v in (min(values), max(values)))
    return f"{text} [{least}..{most}]"


def ratio(value):
    return "-" if value is None else f"{value:.3g}" if value < 1 \
        else f"{value:.2f}"


def limit(value):
    return "-" if value is None else f"{value:g}"


def verdict(result):
    return result["verdict"] + (f": {result['note']}" if result["note"]
                                else "")


def cells(result):
    """What a table shows of a row."""
    unit = result["unit"]
    return [spread(result["program"], unit), spread(result["peer"], unit),
            ratio(result["ratio"]), limit(result["goal"]),
            limit(result["worst"]), verdict(result)]


def text(told):
    heads = ["row", "program", "peer", "ratio", "goal", "worst", "verdict"]
    lines = [heads] + [[r["name"], *cells(r)] for r in told["rows"]]
    widths = [max(len(line[i]) for line in lines[:]) for i in range(6)]
    return "".join("  ".join(
        [cell.ljust(width) for cell, width in zip(line, widths)] +
        [line[6]]).rstrip() + "\n" for line in lines)


def as_json(told):
    return json.dumps({"schema_version": 1, **told}, indent=2) + "\n"


def markdown(told):
    here, archive = told["machine"], told["archive"]
    peers = ", ".join(f"{name} {number}"
                      for name, number in here["peers"].items())
    lines = [
        "# How fast it is", "",
        f"What `scripts/bench.sh` measured on {here['date']}: medians of"
        f" {told['runs']} runs with the", "least and the most, program and"
        " peer in turn, warm cache. A ratio is the median",
        "of the ratios of neighbouring runs.", "",
        f"- machine: {here['processor']}, {here['cores']} cores,"
        f" {here['memory']}; {here['system']}, Linux {here['kernel']}",
        f"- archive: {archive['objects']:,} objects over"
        f" {archive['days']} days, {archive['bytes'] / 1e6:.1f} MB gzip",
        f"- peers: {peers}", "",
        "| row | what | beside | program | peer | ratio | goal | at worst |"
        " verdict |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    for r in told["rows"]:
        against = r["against"].replace("|", "\\|")
        lines.append("| " + " | ".join(
            [f"`{r['name']}`", r["what"], against, *cells(r)]) + " |")
    return "\n".join(lines) + "\n"
