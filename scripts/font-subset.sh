#!/usr/bin/env bash
# Makes crates/typeset/fonts again: Noto Sans SC, cut down to the characters official Chinese text uses.
#
# Wants npm (for the full font), python3 with its venv module (for fonttools) and nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

package=@expo-google-fonts/noto-sans-sc@0.4.3
out=$PWD/crates/typeset/fonts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet fonttools==4.60.1
(cd "$work" && npm pack --silent "$package" >/dev/null && tar xzf ./*.tgz)

# Every character of GB2312 (7,445, of which 6,763 Han), ASCII, and what bulletins need besides.
"$work/venv/bin/python" - >"$work/characters.txt" <<'PYTHON'
chars = {chr(c) for c in range(0x20, 0x7F)}
for lead in range(0xA1, 0xF8):
    for trail in range(0xA1, 0xFF):
        try:
            chars.add(bytes([lead, trail]).decode("gb2312"))
        except UnicodeDecodeError:
            pass
chars |= set("\u00a0·—–‘’“”…‰′″※←↑→↓↗↘⇒≈≠≤≥±×÷°℃²³µ•●○■□▲△▼▽◆◇★☆✓✕《》〈〉「」『』【】〔〕！（），、。：；？％＋－＝￥")
chars |= {chr(c) for c in range(0x2160, 0x216C)}  # Roman numerals one to twelve
chars |= {chr(c) for c in range(0x2460, 0x2474)}  # circled one to twenty
# Characters of names and places outside GB2312 that are met in the Yangtze delta and in common names.
chars |= set("镕堃喆玥珺玮瑄璟晞曌昇昪炘烜焜燊垚淼犇骉叕槑囍祎祤禔邨甪鄞澥漈浬塍墺岙峃峧硖碶浃砩堍埭")
print("".join(sorted(chars)), end="")
PYTHON

# No hinting (print does not use it) and no layout features (the sheet sets text plainly): half the size.
mkdir -p "$out"
"$work/venv/bin/pyftsubset" "$work/package/400Regular/NotoSansSC_400Regular.ttf" \
  --text-file="$work/characters.txt" --output-file="$out/NotoSansSC-subset.ttf" \
  --no-hinting --desubroutinize --layout-features='' --notdef-outline --no-recalc-timestamp \
  --name-IDs='0,1,2,3,4,5,6,13,14' --ignore-missing-unicodes
cp "$work/package/LICENSE_FONT" "$out/OFL.txt"
wc -c "$out"/*
