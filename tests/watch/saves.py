"""What programs do to a file when they save it, step by step, as `strace` shows them at work."""
import os
import shutil
import subprocess
import time

# Between two steps of one save.
MOMENT = 0.002
# For how many seconds a file was away, by each save that takes it away before it puts the new one there.
AWAY = []


def in_place(path, text):
    """VS Code, nano, shells: the file is emptied and written."""
    with open(path, "r+b") as file:
        file.truncate(0)
        file.write(text)
        file.flush()
        os.fdatasync(file.fileno())


def back_after(path, text, pause, take_away):
    """The file goes, and is written anew."""
    started = time.monotonic()
    take_away()
    time.sleep(pause)
    path.write_bytes(text)
    AWAY.append(time.monotonic() - started)


def vim(path, text):
    """A file `4913` to see whether that is allowed, the old file as backup, a new one, the backup goes."""
    swap = path.with_name(f".{path.name}.swp")
    swap.write_bytes(b"b0VIM")
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = path.with_name(path.name + "~")
    back_after(path, text, MOMENT, lambda: path.rename(backup))
    path.chmod(0o644)
    swap.write_bytes(b"b0VIM again")
    backup.unlink()
    swap.unlink()


def vim_that_copies(path, text):
    """With `backupcopy=yes`: a copy as backup, then in place."""
    backup = path.with_name(path.name + "~")
    shutil.copy2(path, backup)
    in_place(path, text)
    backup.unlink()


def emacs(path, text):
    """A lock that leads nowhere, an automatic save, the old file as backup that stays, a new one."""
    lock = path.with_name(f".#{path.name}")
    lock.symlink_to("user@host.1234:1700000000")
    auto = path.with_name(f"#{path.name}#")
    auto.write_bytes(text[: len(text) // 2])
    back_after(path, text, MOMENT, lambda: path.rename(path.with_name(path.name + "~")))
    auto.unlink()
    lock.unlink()


def jetbrains(path, text):
    new, old = path.with_name(path.name + "___jb_tmp___"), path.with_name(path.name + "___jb_old___")
    new.write_bytes(text)
    started = time.monotonic()
    path.rename(old)
    new.rename(path)
    AWAY.append(time.monotonic() - started)
    time.sleep(MOMENT)
    old.unlink()


def renamed(name):
    """A new file of another name takes the old one's place; `{}` stands for that one's name."""

    def save(path, text):
        new = path.with_name(name.format(path.name))
        new.write_bytes(text)
        time.sleep(MOMENT)
        new.replace(path)

    return save


def from_elsewhere(path, text):
    """A new file from a folder that is no content takes the old one's place."""
    new = next(folder for folder in path.parents if folder.name == "changelog").with_name("scratch.md")
    new.write_bytes(text)
    new.replace(path)


def gone_and_back(path, text):
    back_after(path, text, 0.015, path.unlink)


def late_in_parts(path, text):
    """Emptied first, written a while later, in two parts."""
    with open(path, "wb", buffering=0) as file:
        for part in (text[: len(text) // 2], text[len(text) // 2 :]):
            time.sleep(0.02)
            file.write(part)


def sed(path, text):
    """The last lines become the new ones."""
    line = text.decode().strip().splitlines()[-1]
    subprocess.run(["sed", "-i", f"$ s/.*/{line}/", path], check=True)


def real_vim(*settings):
    def save(path, text):
        line = text.decode().strip().splitlines()[-1]
        command = ["vim", "-N", "-u", "NONE", "-i", "NONE", "-es"]
        for setting in settings:
            command += ["-c", f"set {setting}"]
        subprocess.run([*command, "-c", f"normal Gcc{line}", "-c", "wq", path], check=True, stdin=subprocess.DEVNULL)

    return save


PATTERNS = {
    "VS Code: in place": in_place,
    "Vim's pattern": vim,
    "Vim's pattern with backupcopy=yes": vim_that_copies,
    "Emacs": emacs,
    "JetBrains": jetbrains,
    "sed -i": sed,
    "a coding agent: x.md.tmp.1.2": renamed("{}.tmp.4711.1732000000000"),
    "a coding agent: tmp1a2b3c4d.md": renamed("tmp1a2b3c4d.md"),
    "GNOME: .goutputstream-XXXXXX": renamed(".goutputstream-1A2B3C"),
    "KDE: x.md.XXXXXX": renamed("{}.AbCdEf"),
    "moved in from elsewhere": from_elsewhere,
    "deleted and created": gone_and_back,
    "emptied, then written late in two parts": late_in_parts,
}
