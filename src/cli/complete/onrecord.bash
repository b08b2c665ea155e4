# Names, outlets and sections come from the index.
_onrecord_values() {
    local cur=${COMP_WORDS[COMP_CWORD]} flag=${COMP_WORDS[COMP_CWORD-1]} index=() i
    # bash takes "=" for a word of its own.
    if [[ $cur == "=" ]]; then
        cur=
    elif [[ $flag == "=" && $COMP_CWORD -gt 2 ]]; then
        flag=${COMP_WORDS[COMP_CWORD-2]}
    fi
    case $flag in
        --speaker | --person | --org | --outlet | --byline | --section) ;;
        *)
            _onrecord "$@"
            return
            ;;
    esac
    for ((i = 1; i + 1 < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == --index ]] && index=(--index "${COMP_WORDS[i+1]}")
    done
    local typed=${cur#[\"\']} value begins=
    typed=${typed//\\/}
    # Values hold spaces; this lets bash quote them.
    compopt -o filenames -o nosort 2>/dev/null
    COMPREPLY=()
    local case=$(shopt -p nocasematch)
    shopt -s nocasematch
    while IFS=$'\t' read -r value _; do
        COMPREPLY+=("$value")
        [[ $value == "$typed"* ]] && begins=yes
    done < <("${COMP_WORDS[0]}" ${index[@]+"${index[@]}"} complete --field "${flag#--}" -- "$typed" 2>/dev/null)
    $case
    # What several share at their beginnings must not take the place of what was typed.
    if [[ ${#COMPREPLY[@]} -gt 1 && -z $begins ]]; then
        COMPREPLY+=("$typed")
    fi
}

complete -F _onrecord_values -o bashdefault -o default onrecord
