#!/usr/bin/env bash
# A cluster for the tests: OpenSearch nodes on this machine alone, from Maven Central, without installing anything.
#
#   cluster.sh able             says whether this machine can (Maven, a JDK from 21 on, curl); nothing else
#   cluster.sh fetch            fetches the jars (about 60 MB) and compiles the node, once
#   cluster.sh start [NODES]    starts nodes (3) and waits until they are one cluster; prints their addresses
#   cluster.sh up|kill|pause|resume NODE    one node: start again, kill -9, stop and go on
#   cluster.sh wait [NODES]     waits until so many nodes are one cluster and all copies are in place
#   cluster.sh stop             ends all nodes; their data stay until `clear`
#   cluster.sh clear            stops, and removes data and certificates
#
# ONRECORD_CLUSTER_HOME  where jars, data and logs go   [target/cluster]
# ONRECORD_CLUSTER_PORT  ports are this plus the number of the node, and 100 more between nodes   [9200]
# ONRECORD_CLUSTER_SAFE  if set: TLS and passwords (admin:admin, readall:readall)
# ONRECORD_CLUSTER_HEAP  heap of each node, as java names it   [512m]
# ONRECORD_CLUSTER_MORE  more settings of each node, as name=value
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=${ONRECORD_CLUSTER_HOME:-$here/../../target/cluster}
port=${ONRECORD_CLUSTER_PORT:-9200}
safe=${ONRECORD_CLUSTER_SAFE:-} heap=${ONRECORD_CLUSTER_HEAP:-512m}
version=3.8.0 log4j=2.25.4 scheme=http asking=(curl -s -m 5)
if [ -n "$safe" ]; then
    # The last version whose security plugin is complete on Maven Central.
    version=3.4.0 log4j=2.21.0 scheme=https asking+=(--cacert "$home/tls/ca.pem" -u admin:admin)
fi
jars=$home/jars-$version classes=$home/classes-$version

jdk() {
    local candidate number
    for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        [ -x "$candidate/bin/javac" ] || continue
        number=$("$candidate/bin/javac" -version 2>&1 | sed 's/javac \([0-9]*\).*/\1/')
        if [ "$number" -ge 21 ]; then
            echo "$candidate"
            return
        fi
    done
}

able() {
    local missing=()
    for tool in mvn curl; do command -v "$tool" > /dev/null || missing+=("$tool"); done
    [ -n "$(jdk)" ] || missing+=("a JDK from 21 on")
    if [ ${#missing[@]} -gt 0 ]; then
        echo "missing: ${missing[*]}"
        return 1
    fi
}

maven() {
    mkdir -p "$home"
    mvn -B -q -f "$here/pom.xml" -Dopensearch="$version" -Dlog4j="$log4j" \
        "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:$1" "${@:2}" > "$home/maven.log" 2>&1 || {
        tail -n 5 "$home/maven.log" >&2
        return 1
    }
}

fetch() {
    able >&2
    if [ ! -d "$jars" ]; then
        rm -rf "$jars.new"
        maven copy-dependencies -DincludeScope=runtime -DoutputDirectory="$jars.new"
        [ -z "$safe" ] || fetch_security "$jars.new"
        mv "$jars.new" "$jars"
    fi
    mkdir -p "$classes"
    "$(jdk)/bin/javac" -nowarn -cp "$jars/*" -d "$classes" "$here/Node.java" 2>&1 | grep -v '^Note:' || true
    [ -f "$classes/Node.class" ]
}

# The plugin is a zip of jars, some of which are there in another version.
fetch_security() {
    local jar name
    maven copy -Dartifact="org.opensearch.plugin:opensearch-security:$version.0:zip" -DoutputDirectory="$home"
    maven copy -Dartifact=org.apache.commons:commons-collections4:4.5.0 -DoutputDirectory="$1"
    mkdir -p "$home/security"
    unzip -qo "$home/opensearch-security-$version.0.zip" -d "$home/security"
    for jar in "$home"/security/*.jar; do
        name=$(basename "$jar" .jar | sed -E 's/-[0-9].*//')
        compgen -G "$1/$name-[0-9]*.jar" > /dev/null || cp "$jar" "$1/"
    done
}

# An authority of our own, and one certificate that it signed for all nodes.
certificates() {
    local of
    mkdir -p "$home/tls"
    (
        cd "$home/tls"
        [ ! -f node.pem ] || exit 0
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=authority -keyout ca.key -out ca.pem
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=other -keyout other.key -out other.pem
        for of in node admin; do
            openssl req -newkey rsa:2048 -nodes -subj "/CN=$of" -keyout "$of.plain" -out "$of.asked"
            openssl pkcs8 -topk8 -nocrypt -in "$of.plain" -out "$of.key"
            openssl x509 -req -in "$of.asked" -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out "$of.pem" \
                -extfile <(printf 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth')
        done
    ) 2> /dev/null
}

up() {
    local node=$1 count folder seeds="" names="" other settings=()
    count=$(cat "$home/nodes")
    folder=$home/node-$node
    mkdir -p "$folder"/{config,modules,plugins,data,logs,tmp}
    for other in $(seq 1 "$count"); do
        seeds+=",127.0.0.1:$((port + 100 + other))" names+=",n$other"
    done
    if [ -n "$safe" ]; then
        mkdir -p "$folder/config/opensearch-security"
        cp "$home"/tls/{node.pem,node.key,ca.pem} "$folder/config/"
        cp "$home"/security/config/*.yml "$folder/config/opensearch-security/"
        chmod -R go-rwx "$folder/config"
        for other in transport http; do
            settings+=("plugins.security.ssl.$other.pemcert_filepath=node.pem")
            settings+=("plugins.security.ssl.$other.pemkey_filepath=node.key")
            settings+=("plugins.security.ssl.$other.pemtrustedcas_filepath=ca.pem")
        done
        settings+=(plugins.security.ssl.transport.enforce_hostname_verification=false)
        settings+=(plugins.security.ssl.http.enabled=true plugins.security.allow_default_init_securityindex=true)
        settings+=(plugins.security.authcz.admin_dn=CN=admin plugins.security.nodes_dn=CN=node)
    fi
    # shellcheck disable=SC2086
    nohup "$(jdk)/bin/java" -Xms"$heap" -Xmx"$heap" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
        --enable-native-access=ALL-UNNAMED -Djava.io.tmpdir="$folder/tmp" \
        -Dlog4j2.configurationFile="$here/log4j2.properties" -Dlog4j2.disable.jmx=true \
        -Dlog4j.shutdownHookEnabled=false -Dio.netty.noUnsafe=true -Dio.netty.allocator.numDirectArenas=0 \
        -cp "$classes:$jars/*" Node path.home="$folder" path.data="$folder/data" path.logs="$folder/logs" \
        cluster.name=onrecord-test node.name="n$node" network.host=127.0.0.1 http.port=$((port + node)) \
        transport.port=$((port + 100 + node)) discovery.seed_hosts="${seeds:1}" \
        cluster.initial_cluster_manager_nodes="${names:1}" node.roles=cluster_manager,data \
        cluster.routing.allocation.disk.threshold_enabled=false node.store.allow_mmap=false \
        action.auto_create_index=.* ${settings[@]+"${settings[@]}"} ${ONRECORD_CLUSTER_MORE:-} \
        > "$folder/out.log" 2>&1 < /dev/null &
    echo $! > "$folder/pid"
}

process() { cat "$home/node-$1/pid"; }

wait_for() {
    local count=$1 node told end=$((SECONDS + 180))
    while [ $SECONDS -lt $end ]; do
        for node in $(seq 1 "$(cat "$home/nodes")"); do
            kill -0 "$(process "$node")" 2> /dev/null || [ "$count" -lt "$(cat "$home/nodes")" ] || {
                echo "node $node has ended; see $home/node-$node/out.log" >&2
                return 1
            }
            told=$("${asking[@]}" "$scheme://127.0.0.1:$((port + node))/_cluster/health" || true)
            case $told in
                *'"status":"green"'*"\"number_of_nodes\":$count,"*) return 0 ;;
            esac
        done
        sleep 1
    done
    echo "no cluster of $count nodes after three minutes; see $home/node-*/out.log" >&2
    return 1
}

stop() {
    local pid file
    for file in "$home"/node-*/pid; do
        [ -f "$file" ] || continue
        pid=$(cat "$file")
        kill -CONT "$pid" 2> /dev/null || true
        kill -9 "$pid" 2> /dev/null || true
        rm -f "$file"
    done
}

case ${1:-} in
    able) able ;;
    fetch) fetch ;;
    start)
        fetch
        [ -z "$safe" ] || certificates
        echo "${2:-3}" > "$home/nodes"
        for node in $(seq 1 "${2:-3}"); do up "$node"; done
        wait_for "${2:-3}"
        for node in $(seq 1 "${2:-3}"); do echo "127.0.0.1:$((port + node))"; done | paste -sd, ;;
    up) up "$2" ;;
    kill)
        kill -9 "$(process "$2")"
        while kill -0 "$(process "$2")" 2> /dev/null; do sleep 0.05; done ;;
    pause) kill -STOP "$(process "$2")" ;;
    resume) kill -CONT "$(process "$2")" ;;
    wait) wait_for "${2:-$(cat "$home/nodes")}" ;;
    stop) stop ;;
    clear)
        stop
        rm -rf "$home"/node-* "$home/tls" ;;
    *) sed -n '2,18s/^# \{0,1\}//p' "$0" ;;
esac
