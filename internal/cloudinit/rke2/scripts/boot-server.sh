#!/usr/bin/env bash
# Starts a server of an RKE2 cluster: begins the cluster, joins it or restores
# it, as decide says.
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=decide.sh
. "$here/decide.sh"

# parameter NAME: the value of a parameter of Systems Manager.
parameter() {
  aws ssm get-parameter --region "$REGION" --name "$1" --query Parameter.Value --output text \
    --cli-connect-timeout 10 --cli-read-timeout 20
}

# record VALUE: writes the record of the cluster.
record() {
  aws ssm put-parameter --region "$REGION" --name "$STATE_PARAMETER" --value "$1" --type String --overwrite \
    --cli-connect-timeout 10 --cli-read-timeout 20 >/dev/null
}

look() {
  local value
  data=no answers=no patient=no state=unread restore=no wish=none
  if [[ -d $data_dir/server/db/etcd/member ]]; then
    data=yes
  fi
  if balancer_answers; then
    answers=yes
  fi
  if value=$(parameter "$STATE_PARAMETER") && wish=$(parameter "$RESTORE_PARAMETER"); then
    case $value in
      new) state=new ;;
      "begun $instance") state=mine ;;
      "begun "*) state=other ;;
      *) state="done" ;;
    esac
    # A cluster that never was has no snapshot that its token opens.
    if [[ $state == "done" && $wish != none && $value != "restored $wish" && $value != "done $wish" ]]; then
      restore=yes
    fi
  fi
  if (($(now) - began >= PATIENCE)); then
    patient=yes
  fi
}

# choose: looks until there is something to do, for WAIT seconds at most.
choose() {
  began=$(now)
  while :; do
    look
    decide "$data" "$restore" "$answers" "$FIRST" "$patient" "$state"
    case $action in
      fail) fail "$why" ;;
      wait) ;;
      *) return 0 ;;
    esac
    if (($(now) - began >= WAIT)); then
      fail "waited ${WAIT}s: $why"
    fi
    say "waiting: $why"
    sleep "$POLL"
  done
}

# place_authorities: RKE2 takes the authorities that it finds at the first
# start of the first server, and hands them to all others itself.
place_authorities() {
  local tls=$data_dir/server/tls name
  for name in server-ca client-ca request-header-ca etcd/peer-ca etcd/server-ca; do
    field "$name.crt" "$tls/$name.crt"
    field "$name.key" "$tls/$name.key"
  done
  field service.key "$tls/service.key"
}

# retire: takes the servers that this one replaces out of the cluster, and
# with them their members of etcd, so that they do not count for the quorum.
retire() {
  local kubectl=$data_dir/bin/kubectl nodes node
  nodes=$("$kubectl" --kubeconfig "$config/rke2.yaml" --request-timeout 30s get nodes -l "$NODE_LABEL=$ORDINAL" -o name) || return 1
  for node in $nodes; do
    if [[ $node != "node/$instance" ]]; then
      say "takes the place of $node"
      "$kubectl" --kubeconfig "$config/rke2.yaml" --request-timeout 30s delete "$node" --wait=false --ignore-not-found || return 1
    fi
  done
}

# settle: the cluster is there, and a wish from before its time is no wish.
settle() {
  local text="done"
  if [[ $wish != none ]]; then
    text="done $wish"
  fi
  if [[ $FIRST == yes && $state != "done" && $state != unread ]]; then
    retry "record of the cluster" record "$text" || fail "the record of the cluster cannot be written"
  fi
}

prepare
choose
say "decided: $action"
if [[ $action != start ]]; then
  retry "secret of the cluster" fetch_secret || fail "the secret of the cluster cannot be read"
  field agent-token "$config/drydock/agent-token"
fi
case $action in
  start)
    start rke2-server.service
    settle
    ;;
  initialise)
    field token "$config/drydock/token"
    retry "record of the cluster" record "begun $instance" || fail "the record of the cluster cannot be written"
    place_authorities
    configure ""
    start rke2-server.service
    settle
    ;;
  restore)
    field token "$config/drydock/token"
    configure ""
    timeout "$RESTORE_WAIT" rke2 server --cluster-reset --cluster-reset-restore-path="$wish" ||
      fail "snapshot $wish was not restored within ${RESTORE_WAIT}s"
    start rke2-server.service
    retry "record of the cluster" record "restored $wish" || fail "the record of the cluster cannot be written"
    ;;
  join)
    field join-token "$config/drydock/token"
    configure "$REGISTRATION"
    start rke2-server.service
    settle
    ;;
esac
retry "removal of the servers before this one" retire || fail "servers that this one replaces cannot be removed"
say "done: $action"
