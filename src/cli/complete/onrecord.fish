# Names, outlets and sections come from the index.
function __onrecord_values
    set -l words (commandline -opc)
    set -l index
    if set -l at (contains -i -- --index $words)
        set index --index $words[(math $at + 1)]
    end
    set -l typed (commandline -ct | string replace -r -- '^--[a-z]+=' '' | string unescape)
    command $words[1] $index complete --field $argv[1] -- "$typed" 2>/dev/null
end

for flag in speaker person org outlet byline section
    complete -c onrecord -n "__fish_onrecord_using_subcommand search facets" -l $flag -x -a "(__onrecord_values $flag)"
end
