#!/bin/sh
# Makes sure that the browser tests have Chromium and a font with Chinese characters. Installs both where it may
# (Debian and its relatives, as root); elsewhere it says so and the browser tests skip, except in CI, where it fails.
set -eu

has_browser() {
    for name in chromium chromium-browser google-chrome-stable google-chrome; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

has_font() {
    command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ]
}

if has_browser && has_font; then exit 0; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing Chromium and the Noto CJK fonts for the browser tests" >&2
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk \
        >/dev/null && has_browser && has_font; then exit 0; fi
fi

echo "no Chromium or no Chinese font here, and this script may not install them: the browser tests will skip" >&2
[ "${CI:-}" != true ]
