# Owns the PostgreSQL of one test: ends it, and removes its directory $1, when the test's end of the pipe is gone.
# The word "crash" kills the server and keeps the directory. The rest of the arguments is the server's command line.
home=$1
shift
trap '' HUP INT
"$@" &
server=$!
if read -r word && [ "$word" = crash ]; then
    kill -KILL "$server" 2>/dev/null
    wait "$server"
    exit
fi
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf "$home"
