# Owns the PostgreSQL of a test run: ends it when nobody has held a lock on the file $1 for $3 seconds, then removes $2.
# The rest of the arguments is the server's command line; it ends by itself (parent death signal) if this script is killed.
lock=$1 home=$2 idle=$3
shift 3
trap '' HUP INT
"$@" &
server=$!
exec 9>>"$lock"
quiet=0
while kill -0 "$server" 2>/dev/null; do
    sleep 1
    if flock --exclusive --nonblock 9; then
        quiet=$((quiet + 1))
        [ "$quiet" -ge "$idle" ] && break
        flock --unlock 9
    else
        quiet=0
    fi
done
# Whoever comes now waits for the lock, finds nothing, and starts another.
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf "$home"
