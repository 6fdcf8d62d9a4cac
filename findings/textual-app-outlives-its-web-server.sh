#!/bin/sh
# Textual 8.2.8 with its web driver, which textual-serve 1.1.3 gives an app: when the server is gone
# and the app's standard input has ended, the app lives on, with nobody who could ever end it.
# Seen: still alive 5 seconds after the end of its input.
# Ends with 1 once the app ends by itself.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet textual==8.2.8
cat > "$place/app.py" <<'END'
from textual.app import App
App().run()
END
cat > "$place/look.py" <<'END'
import os, subprocess, sys, time
driver = {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}
app = subprocess.Popen(
    [sys.executable, sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    env={**os.environ, **driver},
)
assert app.stdout.readline() == b"__GANGLION__\n"
app.stdin.close()
time.sleep(5)
alive = app.poll() is None
app.kill()
print("alive 5 s after the end of its input" if alive else f"it has ended with {app.returncode}")
sys.exit(not alive)
END
"$place/env/bin/python" "$place/look.py" "$place/app.py"
