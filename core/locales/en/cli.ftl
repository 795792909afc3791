# What the program itself says on a terminal.

cli-no-backend = There is nothing here to make videos with: install the studio with “pip install 'stillmotion[studio]'”, or set NEMO_TOKEN to use the NemoVideo cloud.
