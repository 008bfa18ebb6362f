#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command in a terminal and press keys.

usage: terminal.py COLUMNS KEYS COMMAND...

KEYS are pressed one after another, each when the command waits: a character, or in braces a
signal by its name ({KILL}), {interrupt} for Ctrl-C, {up} for an arrow, {40} for a window of so many
columns, {hangup} to close the terminal. Prints the last screen, every escape but colors as ^[, then
"status N" or "signal N", and whether the terminal is as it was.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

SECONDS = 20  # at most, for anything


def set_columns(fd, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))


def read(fd, until):
    """What comes until it ends with a page, or the end."""
    data, end = b"", time.monotonic() + SECONDS
    while time.monotonic() < end and not (until and re.search(until, data)):
        if not select.select([fd], [], [], 0.05)[0]:
            continue
        try:
            piece = os.read(fd, 65536)
        except OSError:
            piece = b""
        if not piece:
            break
        data += piece
    return data


def main():
    columns, keys, command = int(sys.argv[1]), re.findall(r"\{\w+\}|.", sys.argv[2]), sys.argv[3:]
    master, slave = pty.openpty()
    set_columns(slave, columns)
    before = termios.tcgetattr(slave)
    child = os.fork()
    if child == 0:
        os.close(master)
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):  # nohup's children ignore them
            signal.signal(number, signal.SIG_DFL)
        os.execvp(command[0], command)
    seen = b""
    page = rb"\x1b\[2J(?s:.*)quit[^\n]*\n(labelled [^\n]*\n)?"
    for key in keys:
        seen += read(master, page)
        time.sleep(0.02)
        name = key.strip("{}")
        if name.isdigit() and len(key) > 1:
            set_columns(slave, int(name))
        elif name == "interrupt":
            os.write(master, b"\x03")
        elif name == "up":
            os.write(master, b"\x1b[A")
        elif name == "hangup":
            os.close(master)
            master = -1
            break
        elif len(key) > 1:
            os.kill(child, getattr(signal, "SIG" + name))
        else:
            os.write(master, key.encode())
    after = before
    end = time.monotonic() + SECONDS
    while True:  # what is not read would keep it from ending
        done, status = os.waitpid(child, os.WNOHANG)
        if done or time.monotonic() > end:
            break
        if master >= 0 and select.select([master], [], [], 0.05)[0]:
            seen += os.read(master, 65536)
    if master >= 0:
        while select.select([master], [], [], 0.05)[0]:
            seen += os.read(master, 65536)
        after = termios.tcgetattr(slave)
    if not done:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print("it did not end")
        return 1
    screen = seen.split(b"\x1b[2J")[-1].decode().replace("\r\n", "\n").replace("\x1b", "^[")
    print(screen.rstrip("\n"))
    print(f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"status {os.WEXITSTATUS(status)}")
    print("terminal restored" if after == before else "terminal changed")
    return 0


sys.exit(main())
