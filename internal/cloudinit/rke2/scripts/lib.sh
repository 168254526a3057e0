# Shared by the boot scripts of servers and agents. Every wait has an end, and
# what fails says why.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

# The root of the file system; another one in tests.
root=${DRYDOCK_ROOT-}
# shellcheck source=/dev/null
. "$root/etc/drydock/rke2.env"
config=$root/etc/rancher/rke2
data_dir=$root/var/lib/rancher/rke2
run=$root/run/drydock

say() { echo "drydock: $*"; }
fail() {
  say "failed: $*" >&2
  exit 1
}
now() { date +%s; }

# retry WHAT COMMAND...: runs a command until it works, TRIES times at most,
# with pauses that grow to a minute.
retry() {
  local what=$1 pause=2 n
  shift
  for ((n = 1; n <= TRIES; n++)); do
    if "$@"; then
      return 0
    fi
    say "attempt $n of $TRIES: $what did not work"
    if ((n < TRIES)); then
      sleep "$pause"
      pause=$((pause * 2 > 60 ? 60 : pause * 2))
    fi
  done
  return 1
}

# metadata NAME: what the metadata service (version 2) says of this machine.
metadata() {
  local token
  token=$(curl -sf --max-time 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' \
    http://169.254.169.254/latest/api/token) || return 1
  curl -sf --max-time 5 -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}

identify() {
  instance=$(metadata instance-id) && zone=$(metadata placement/availability-zone)
}

# The secret is in memory only, and goes with the script.
fetch_secret() {
  (
    umask 077
    mkdir -p "$run"
    aws secretsmanager get-secret-value --region "$REGION" --secret-id "$SECRET" \
      --query SecretString --output text --cli-connect-timeout 10 --cli-read-timeout 20 >"$run/secret.json"
  )
}
forget_secret() { rm -f "$run/secret.json"; }
trap forget_secret EXIT

# field NAME FILE: writes a field of the secret to a file, byte for byte.
field() {
  (
    umask 077
    mkdir -p "$(dirname "$2")"
    jq -ej --arg name "$1" '.[$name]' "$run/secret.json" >"$2"
  ) || fail "the secret has no field $1"
}

# balancer_answers: whether a server of this cluster answers behind the
# registration balancer.
balancer_answers() {
  [[ $(curl -sf --cacert "$root$AUTHORITY" --max-time 5 "https://$REGISTRATION:9345/ping" || true) == pong ]]
}

download() { curl -fsSL --connect-timeout 10 --max-time 300 -o "$2" "$1"; }

# install_rke2: the release's tarball, if it has the right checksum: the one
# that the program gave, else the one that the release states.
install_rke2() {
  local base file sum name=rke2.linux-$ARCH.tar.gz
  if [[ -e $root/usr/local/share/drydock/rke2-$RKE2_VERSION ]]; then
    return 0
  fi
  base=https://github.com/rancher/rke2/releases/download/${RKE2_VERSION//+/%2B}
  mkdir -p "$run"
  file=$run/$name
  retry "download of RKE2" download "$base/$name" "$file" || fail "RKE2 $RKE2_VERSION cannot be downloaded from $base"
  sum=$CHECKSUM
  if [[ -z $sum ]]; then
    retry "download of checksums" download "$base/sha256sum-$ARCH.txt" "$run/sums" || fail "checksums of RKE2 cannot be downloaded"
    sum=$(awk -v name="$name" '$2 == name { print $1 }' "$run/sums")
  fi
  [[ $(sha256sum "$file" | cut -d ' ' -f 1) == "$sum" ]] || fail "$name has not the checksum ${sum:-of the release}"
  mkdir -p "$root/usr/local/share/drydock"
  tar xzf "$file" -C "$root/usr/local"
  rm -f "$file"
  touch "$root/usr/local/share/drydock/rke2-$RKE2_VERSION"
  systemctl daemon-reload
}

# harden: what the CIS profile asks of the machine.
harden() {
  if [[ $CIS != yes ]]; then
    return 0
  fi
  if ! getent passwd etcd >/dev/null; then
    useradd -r -c 'etcd user' -s /sbin/nologin -M etcd -U
  fi
  mkdir -p "$root/etc/sysctl.d"
  if cmp -s "$root/usr/local/share/rke2/rke2-cis-sysctl.conf" "$root/etc/sysctl.d/60-rke2-cis.conf"; then
    return 0
  fi
  cp -f "$root/usr/local/share/rke2/rke2-cis-sysctl.conf" "$root/etc/sysctl.d/60-rke2-cis.conf"
  systemctl restart systemd-sysctl
}

# configure SERVER: what only the machine knows. RKE2 reads the files in this
# folder in the order of their names.
configure() {
  (
    umask 077
    mkdir -p "$config/config.yaml.d"
    {
      echo "node-name: \"$instance\""
      echo "token-file: \"$config/drydock/token\""
      if [[ -e $config/drydock/agent-token ]]; then
        echo "agent-token-file: \"$config/drydock/agent-token\""
      fi
      if [[ -n $1 ]]; then
        echo "server: \"https://$1:9345\""
      fi
      echo "kubelet-arg:"
      echo "  - \"config=/etc/drydock/kubelet.yaml\""
      if [[ $CLOUD == yes ]]; then
        echo "  - \"cloud-provider=external\""
      fi
      echo "  - \"provider-id=aws:///$zone/$instance\""
    } >"$config/config.yaml.d/90-drydock.yaml"
  )
}

# start UNIT: starts RKE2 and waits until it says that it is ready.
start() {
  timeout "$START_WAIT" systemctl enable --now "$1" || fail "$1 did not start within ${START_WAIT}s: see journalctl -u $1"
}

# prepare: what servers and agents do alike.
prepare() {
  retry "metadata service" identify || fail "the metadata service does not answer"
  install_rke2
  harden
}
