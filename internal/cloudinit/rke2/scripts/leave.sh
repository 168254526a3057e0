#!/usr/bin/env bash
# Takes this server out of the cluster when its group is about to end it, so
# that its member of etcd does not count for the quorum any more. A timer runs
# it; the group waits for it, but not for ever.
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"

if [[ $(metadata autoscaling/target-lifecycle-state || true) != Terminated ]]; then
  exit 0
fi
identify || fail "the metadata service does not answer"
say "the group ends this machine"

api() { "$data_dir/bin/kubectl" --kubeconfig "$config/rke2.yaml" --request-timeout 30s "$@"; }

# others: how many other servers there are; fails where nobody answers, and
# where this one is no server any more.
others() {
  local nodes
  nodes=$(api get nodes -l node-role.kubernetes.io/etcd=true -o name) || return 1
  grep -qx "node/$instance" <<<"$nodes" || return 1
  grep -cvx "node/$instance" <<<"$nodes" || true
}

# leave: its pods go elsewhere, then its node, and RKE2 takes its member out
# with it; etcd stops here as soon as that is done.
leave() {
  local n
  api drain "node/$instance" --ignore-daemonsets --delete-emptydir-data --force --timeout "${DRAIN_WAIT}s" || say "not all pods went"
  api delete "node/$instance" --wait=false || return 1
  for ((n = 0; n < LEAVE_WAIT; n += 2)); do
    if ! api get --raw /readyz/etcd >/dev/null; then
      return 0
    fi
    sleep 2
  done
  return 1
}

if count=$(others) && ((count > 0)); then
  if leave; then
    say "left the cluster"
  else
    say "did not leave the cluster within ${LEAVE_WAIT}s"
  fi
fi

# The group goes on; if it cannot be told so, it does when its own wait ends.
complete() {
  local group
  group=$(aws autoscaling describe-auto-scaling-instances --region "$REGION" --instance-ids "$instance" \
    --query 'AutoScalingInstances[0].AutoScalingGroupName' --output text --cli-connect-timeout 10 --cli-read-timeout 20) &&
    aws autoscaling complete-lifecycle-action --region "$REGION" --auto-scaling-group-name "$group" --instance-id "$instance" \
      --lifecycle-hook-name "$LEAVE_HOOK" --lifecycle-action-result CONTINUE --cli-connect-timeout 10 --cli-read-timeout 20
}
complete || fail "the group cannot be told that it may go on"
say "done: leave"
