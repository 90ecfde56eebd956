# Sourced: what the system must have for the tests. Installs it as root on Debian and Ubuntu, else says the one line.

postgres_folder() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -V | tail -1)
    if [ -n "$found" ] && [ -x "$found/initdb" ]; then echo "$found"
    elif command -v initdb >/dev/null; then dirname "$(command -v initdb)"
    fi
}

has_package() {
    case $1 in
        postgresql) [ -n "$(postgres_folder)" ] ;;
        redis-server) command -v redis-server >/dev/null && command -v redis-cli >/dev/null ;;
        gettext) command -v xgettext >/dev/null ;;
        chromium) [ -x "${HUB_CHROMIUM:-/usr/bin/chromium}" ] ;;
        fonts-noto-core) ls /usr/share/fonts/truetype/noto/NotoSansArabic-*.ttf >/dev/null 2>&1 ;;
        fonts-noto-cjk) ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc >/dev/null 2>&1 ;;
    esac
}

need_packages() {
    local missing="" name
    for name in "$@"; do has_package "$name" || missing="$missing $name"; done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing$missing …"
        if (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing) >/dev/null; then
            return 0
        fi
    fi
    echo "The tests need more of the system. Type this line, then run the command again:" >&2
    echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
    exit 1
}
