#!/usr/bin/env bash
# Starts an agent of an RKE2 cluster, which joins what answers behind the
# registration balancer.
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"

await() {
  local began
  began=$(now)
  until balancer_answers; do
    if (($(now) - began >= WAIT)); then
      fail "waited ${WAIT}s: no server answers behind the balancer"
    fi
    say "waiting: no server answers behind the balancer"
    sleep "$POLL"
  done
}

prepare
retry "secret of the cluster" fetch_secret || fail "the secret of the cluster cannot be read"
field token "$config/drydock/token"
await
configure "$REGISTRATION"
start rke2-agent.service
say "done: join"
